package io.wardlog.hash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A SHA-256 digest: 32 bytes, immutable. Text form: 64 lower-case hex digits. */
public final class Hash {

    /** The length in bytes. */
    public static final int LENGTH = 32;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** By byte its value as a digit in ASCII, -1 when it is none. */
    private static final byte[] VALUES = values();

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** These 32 bytes as a digest; nobody else has them. */
    static Hash owning(byte[] digest) {
        return new Hash(digest);
    }

    /**
     * A copy of these 32 bytes as a digest.
     *
     * @throws IllegalArgumentException when there are not exactly 32
     */
    public static Hash of(byte[] digest) {
        return of(digest, 0, digest.length);
    }

    /**
     * A copy of {@code length} bytes from {@code offset} as a digest.
     *
     * @throws IllegalArgumentException when {@code length} is not 32
     */
    public static Hash of(byte[] source, int offset, int length) {
        if (length != LENGTH) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + length);
        }
        return new Hash(Arrays.copyOfRange(source, offset, offset + length));
    }

    /**
     * Reads 64 lower-case hex digits.
     *
     * @throws IllegalArgumentException when the text is anything else; {@link #isHex} asks first
     */
    public static Hash fromHex(String hex) {
        byte[] utf8 = hex.getBytes(StandardCharsets.UTF_8);
        return fromHex(utf8, 0, utf8.length);
    }

    /**
     * Reads the 64 lower-case hex digits between two offsets.
     *
     * @throws IllegalArgumentException when the text there is anything else; {@link #isHex} asks first
     */
    public static Hash fromHex(byte[] utf8, int from, int to) {
        byte[] bytes = new byte[LENGTH];
        long all = to - from == 2 * LENGTH ? 0 : HexDigits.NONE;
        for (int i = 0; i < LENGTH && all >= 0; i += HexDigits.STEP / 2) {
            long values = HexDigits.values(utf8, from + 2 * i);
            HexDigits.pack(values, bytes, i);
            all |= values;
        }
        if (all < 0) {
            throw new IllegalArgumentException("a digest is written as 64 lower-case hex digits");
        }
        return new Hash(bytes);
    }

    /** Whether the text is exactly 64 lower-case hex digits. */
    public static boolean isHex(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return isHex(utf8, 0, utf8.length);
    }

    /** The same of the text between two offsets. */
    public static boolean isHex(byte[] utf8, int from, int to) {
        return to - from == 2 * LENGTH && areHexDigits(utf8, from, to);
    }

    /** Whether all bytes between two offsets are lower-case hex digits. */
    public static boolean areHexDigits(byte[] utf8, int from, int to) {
        long all = 0;
        int i = from;
        for (; i + HexDigits.STEP <= to; i += HexDigits.STEP) {
            all |= HexDigits.values(utf8, i);
        }
        for (; i < to; i++) {
            all |= VALUES[utf8[i] & 0xFF];
        }
        return all >= 0;
    }

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int value = 0; value < DIGITS.length; value++) {
            values[DIGITS[value]] = (byte) value;
        }
        return values;
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether these 32 bytes stand in {@code source} from {@code offset} on. */
    public boolean standsAt(byte[] source, int offset) {
        return Arrays.equals(bytes, 0, LENGTH, source, offset, offset + LENGTH);
    }

    /** Copies the 32 bytes into {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /** Writes the 64 lower-case hex digits in ASCII into {@code target} from {@code offset} on. */
    public void hexTo(byte[] target, int offset) {
        for (int i = 0; i < LENGTH; i += HexDigits.STEP / 2) {
            HexDigits.write(bytes, i, target, offset + 2 * i);
        }
    }

    /** The 64 lower-case hex digits. */
    public String hex() {
        byte[] hex = new byte[2 * LENGTH];
        hexTo(hex, 0);
        return new String(hex, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash && Arrays.equals(bytes, ((Hash) other).bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The hex digits, as {@link #hex()}. */
    @Override
    public String toString() {
        return hex();
    }
}
