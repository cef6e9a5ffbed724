package io.wardlog.keys;

/** Signs with one private key, wherever it lives. Implementations are thread-safe. */
public interface Signer {

    /** The algorithm; its name goes into the signed body as {@code alg}. */
    SignatureAlgorithm algorithm();

    /** The id of the key; it goes into the signed body as {@code keyId}. */
    KeyId keyId();

    /**
     * The signature over these bytes.
     *
     * @throws IllegalStateException when the key cannot be used; nothing was signed
     */
    byte[] sign(byte[] message);
}
