package io.wardlog.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) over byte arrays. Thread-safe. */
public final class Sha256 {

    /** Never used itself: a copy costs less than asking the providers for another. */
    private static final MessageDigest UNUSED = provided();

    private Sha256() {}

    /** The digest of the parts, one after the other. */
    public static Hash of(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Hash.of(digest.digest());
    }

    /** A fresh digest for a caller that has many parts or keeps one for its own thread. */
    public static MessageDigest newDigest() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            return provided(); // a provider outside the JDK need not copy
        }
    }

    private static MessageDigest provided() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
