package io.wardlog.keys;

import java.security.KeyPair;
import java.security.PrivateKey;

/** Signs with a private key that this process holds in memory. Thread-safe. */
public final class PrivateKeySigner implements Signer {

    private final SignatureAlgorithm algorithm;
    private final KeyId keyId;
    private final PrivateKey key;

    /**
     * @throws IllegalArgumentException when the pair's kind is none that signs objects, or its halves do not belong
     *     together
     */
    public PrivateKeySigner(KeyPair pair) {
        this.algorithm = SignatureAlgorithm.of(pair.getPublic())
                .orElseThrow(() -> new IllegalArgumentException("not an Ed25519, P-384 or RSA-4096 key"));
        this.keyId = KeyId.of(pair.getPublic());
        this.key = pair.getPrivate();
        byte[] probe = {1};
        if (!algorithm.verify(pair.getPublic(), probe, sign(probe))) {
            throw new IllegalArgumentException("the private and the public key do not belong together");
        }
    }

    @Override
    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    @Override
    public KeyId keyId() {
        return keyId;
    }

    @Override
    public byte[] sign(byte[] message) {
        return algorithm.sign(key, message);
    }
}
