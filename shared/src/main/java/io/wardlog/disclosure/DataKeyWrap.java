package io.wardlog.disclosure;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/** Wraps data keys to a tenant's seal key: HPKE (RFC 9180) in base mode, X25519, HKDF-SHA256 and AES-256-GCM. */
final class DataKeyWrap {

    private static final HPKE SUITE =
            new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);

    private static final byte[] NOTHING = {};

    private DataKeyWrap() {}

    /** The encapsulation and behind it the encrypted key. */
    static byte[] wrap(byte[] dataKey, byte[] rawSealKey, byte[] info) {
        try {
            HPKEContextWithEncapsulation context = SUITE.setupBaseS(SUITE.deserializePublicKey(rawSealKey), info);
            byte[] ciphertext = context.seal(NOTHING, dataKey);
            return ByteBuffer.allocate(SealedBlock.WRAPPED_KEY_LENGTH)
                    .put(context.getEncapsulation())
                    .put(ciphertext)
                    .array();
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("HPKE cannot seal", e);
        }
    }

    /** @throws InvalidCipherTextException when it was wrapped to another key, with other info, or was changed */
    static byte[] unwrap(byte[] encapsulation, byte[] ciphertext, AsymmetricCipherKeyPair sealKey, byte[] info)
            throws InvalidCipherTextException {
        return SUITE.setupBaseR(encapsulation, sealKey, info).open(NOTHING, ciphertext);
    }
}
