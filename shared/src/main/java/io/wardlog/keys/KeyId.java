package io.wardlog.keys;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.security.PublicKey;

/** The name of a key: SHA-256 of its SubjectPublicKeyInfo in DER; on the wire 64 lower-case hex digits. */
public record KeyId(Hash hash) {

    /** The id of a public key. */
    public static KeyId of(PublicKey key) {
        return new KeyId(Sha256.of(key.getEncoded()));
    }

    /** Reads 64 lower-case hex digits; {@link Hash#isHex} asks first. */
    public static KeyId fromHex(String hex) {
        return new KeyId(Hash.fromHex(hex));
    }

    /** The 64 hex digits. */
    public String hex() {
        return hash.hex();
    }

    @Override
    public String toString() {
        return hex();
    }
}
