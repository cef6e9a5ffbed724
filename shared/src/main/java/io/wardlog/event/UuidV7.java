package io.wardlog.event;

import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;

/** UUID version 7 (RFC 9562 section 5.7) in its lower-case text form. Pure: time and randomness are given. */
public final class UuidV7 {

    private static final int LENGTH = 36;
    private static final int VERSION_AT = 14;
    private static final int VARIANT_AT = 19;

    /** By ASCII character whether it is a digit: no processor guesses whether the next digit of an id is a letter. */
    private static final boolean[] HEX = hex();

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
        if (text.length() != LENGTH || text.charAt(VERSION_AT) != '7' || "89ab".indexOf(text.charAt(VARIANT_AT)) < 0) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? text.charAt(i) != '-' : !isHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c < HEX.length && HEX[c];
    }

    private static boolean[] hex() {
        boolean[] hex = new boolean[128];
        "0123456789abcdef".chars().forEach(digit -> hex[digit] = true);
        return hex;
    }
}
