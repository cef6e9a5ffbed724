package io.wardlog.edge.accept;

import io.wardlog.hash.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104) under one key. The key's two blocks are hashed once, not for each message: of a short one they would be a third of the work. The
 * platform's {@code Mac} hashes them anew. Thread-safe.
 */
final class HmacSha256 {

    private static final int BLOCK = 64;

    /** Behind the key's block of the inner and of the outer hash; cloned for each message. */
    private final MessageDigest inner;

    private final MessageDigest outer;

    HmacSha256(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? Sha256.of(key).bytes() : key, BLOCK);
        inner = behind(block, 0x36);
        outer = behind(block, 0x5C);
    }

    private static MessageDigest behind(byte[] block, int pad) {
        byte[] padded = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            padded[i] = (byte) (block[i] ^ pad);
        }
        MessageDigest digest = Sha256.newDigest();
        digest.update(padded);
        return digest;
    }

    /** The 32 bytes for these parts, one after the other. */
    byte[] of(byte[]... parts) {
        MessageDigest message = copy(inner);
        for (byte[] part : parts) {
            message.update(part);
        }
        MessageDigest mac = copy(outer);
        mac.update(message.digest());
        return mac.digest();
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be cloned", e);
        }
    }
}
