package io.wardlog.event;

import io.wardlog.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;

/** UUID version 7 (RFC 9562 section 5.7) in its lower-case text form. Pure: time and randomness are given. */
public final class UuidV7 {

    private static final int LENGTH = 36;
    private static final int VERSION_AT = 14;
    private static final int VARIANT_AT = 19;

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

    /**
     * When an id was made, to the millisecond.
     *
     * @param id one for which {@link #isUuidV7} holds
     */
    public static Instant time(String id) {
        return Instant.ofEpochMilli(UUID.fromString(id).getMostSignificantBits() >>> 16);
    }

    /** Whether the text is a version 7 UUID in lower case. */
    public static boolean isUuidV7(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return isUuidV7(utf8, 0, utf8.length);
    }

    /** The same of the text between two offsets. */
    static boolean isUuidV7(byte[] utf8, int from, int to) {
        return to - from == LENGTH
                && utf8[from + VERSION_AT] == '7'
                && "89ab".indexOf(utf8[from + VARIANT_AT]) >= 0
                && isDigitsAndDash(utf8, from, from + 8)
                && isDigitsAndDash(utf8, from + 9, from + 13)
                && isDigitsAndDash(utf8, from + 14, from + 18)
                && isDigitsAndDash(utf8, from + 19, from + 23)
                && Hash.areHexDigits(utf8, from + 24, to);
    }

    private static boolean isDigitsAndDash(byte[] utf8, int from, int dash) {
        return utf8[dash] == '-' && Hash.areHexDigits(utf8, from, dash);
    }
}
