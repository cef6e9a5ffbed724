package io.wardlog.hash;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) over byte arrays. Thread-safe. */
public final class Sha256 {

    /** One a thread: making another costs as much as hashing some hundred bytes. */
    private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Sha256::newDigest);

    private Sha256() {}

    /** The digest of the parts, one after the other. */
    public static Hash of(byte[]... parts) {
        MessageDigest digest = begin();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Hash.owning(digest.digest());
    }

    /** The digest of the bytes that remain in the buffer. */
    public static Hash of(ByteBuffer bytes) {
        MessageDigest digest = begin();
        digest.update(bytes);
        return Hash.owning(digest.digest());
    }

    /** The digest of a tag and of {@code length} bytes behind it from {@code offset} on. */
    public static Hash ofTagged(byte[] tag, byte[] source, int offset, int length) {
        MessageDigest digest = begin();
        digest.update(tag);
        digest.update(source, offset, length);
        return Hash.owning(digest.digest());
    }

    /** This thread's digest at its start, whatever an exception has left in it. */
    private static MessageDigest begin() {
        MessageDigest digest = DIGESTS.get();
        digest.reset();
        return digest;
    }

    /** A fresh digest for a caller that has many parts. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
