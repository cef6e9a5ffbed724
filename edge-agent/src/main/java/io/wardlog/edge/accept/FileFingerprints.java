package io.wardlog.edge.accept;

import io.wardlog.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes what the bytes of a file are known again by out of their SHA-256, so that only who has the agent's digest key can try out what they say.
 * The key is made of that one by HKDF-Expand (RFC 5869) with the info {@value #INFO}: nothing that {@link MessageDigests} makes is one
 * of these, nor this key, for no message begins so. Thread-safe.
 */
public final class FileFingerprints {

    /** How many bytes a fingerprint has of each of the two digests that it is made of. */
    public static final int HALF = Hash.LENGTH / 2;

    private static final String INFO = "wardlog/v1/file-fingerprint";

    /** The number of the block, of which HKDF-Expand needs one. */
    private static final byte[] FIRST_BLOCK = {1};

    private final HmacSha256 hmac;

    /** @param digestKey what {@link DigestKey} holds */
    public FileFingerprints(byte[] digestKey) {
        hmac = new HmacSha256(new HmacSha256(digestKey).of(INFO.getBytes(StandardCharsets.US_ASCII), FIRST_BLOCK));
    }

    /** Half a fingerprint: {@value #HALF} bytes of the HMAC of the first {@value #HALF} bytes of a SHA-256. */
    public byte[] half(Hash digest) {
        return half(digest.bytes(), 0);
    }

    /** The fingerprint of what this one is of, which was made without a key: the first halves of two SHA-256. */
    public Hash keyed(Hash plain) {
        byte[] halves = plain.bytes();
        return joined(half(halves, 0), half(halves, HALF));
    }

    /** The fingerprint of these two halves. */
    public static Hash joined(byte[] first, byte[] all) {
        byte[] both = Arrays.copyOf(first, Hash.LENGTH);
        System.arraycopy(all, 0, both, HALF, HALF);
        return Hash.of(both);
    }

    private byte[] half(byte[] digests, int from) {
        return Arrays.copyOf(hmac.of(Arrays.copyOfRange(digests, from, from + HALF)), HALF);
    }
}
