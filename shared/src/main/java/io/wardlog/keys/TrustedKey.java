package io.wardlog.keys;

import java.security.PublicKey;
import java.util.Objects;

/** A public key that is trusted for one purpose and used with one algorithm. */
public record TrustedKey(KeyId keyId, SignatureAlgorithm algorithm, KeyPurpose purpose, PublicKey publicKey) {

    public TrustedKey {
        Objects.requireNonNull(keyId);
        Objects.requireNonNull(algorithm);
        Objects.requireNonNull(purpose);
        Objects.requireNonNull(publicKey);
    }

    /**
     * A key with its own id and algorithm.
     *
     * @throws IllegalArgumentException when its kind is none that signs objects
     */
    public static TrustedKey of(PublicKey key, KeyPurpose purpose) {
        SignatureAlgorithm algorithm = SignatureAlgorithm.of(key)
                .orElseThrow(() -> new IllegalArgumentException("not an Ed25519, P-384 or RSA-4096 key"));
        return new TrustedKey(KeyId.of(key), algorithm, purpose, key);
    }

    /** Whether this key signed the message under this {@code alg} name, which must be the registered one. */
    public boolean verifies(String alg, byte[] message, byte[] signature) {
        return algorithm.alg().equals(alg) && algorithm.verify(publicKey, message, signature);
    }
}
