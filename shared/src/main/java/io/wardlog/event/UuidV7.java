package io.wardlog.event;

import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** UUID version 7 (RFC 9562 section 5.7) in its lower-case text form. Pure: time and randomness are given. */
public final class UuidV7 {

    private static final Pattern FORM =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private UuidV7() {}

    /**
     * A new id.
     *
     * @param now its time, kept to the millisecond
     * @param random gives 64 random bits a call; called twice
     */
    public static String next(Instant now, LongSupplier random) {
        long most = now.toEpochMilli() << 16 | 0x7000L | random.getAsLong() & 0x0FFFL;
        long least = random.getAsLong() & 0x3FFF_FFFF_FFFF_FFFFL | 0x8000_0000_0000_0000L;
        return new UUID(most, least).toString();
    }

    /** Whether the text is a version 7 UUID in lower case. */
    public static boolean isUuidV7(String text) {
        return FORM.matcher(text).matches();
    }
}
