package io.wardlog.hash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 digest: 32 bytes, immutable. Text form: 64 lower-case hex digits. */
public final class Hash {

    /** The length in bytes. */
    public static final int LENGTH = 32;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
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
        if (!isHex(hex)) {
            throw new IllegalArgumentException("a digest is written as 64 lower-case hex digits");
        }
        return new Hash(HEX.parseHex(hex));
    }

    /** Whether the text is exactly 64 lower-case hex digits. */
    public static boolean isHex(String text) {
        if (text.length() != 2 * LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Copies the 32 bytes into {@code target} from {@code offset} on. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, LENGTH);
    }

    /** Writes the 64 lower-case hex digits in ASCII into {@code target} from {@code offset} on. */
    public void hexTo(byte[] target, int offset) {
        for (int i = 0; i < LENGTH; i++) {
            target[offset + 2 * i] = DIGITS[bytes[i] >> 4 & 15];
            target[offset + 2 * i + 1] = DIGITS[bytes[i] & 15];
        }
    }

    /** The 64 lower-case hex digits. */
    public String hex() {
        return HEX.formatHex(bytes);
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
