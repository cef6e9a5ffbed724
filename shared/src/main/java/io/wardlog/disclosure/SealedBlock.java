package io.wardlog.disclosure;

import io.wardlog.hash.Hash;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A sealed block's bytes: u8 version 1 ‖ 32-byte seal key id ‖ 80-byte wrapped data key (enc 32 ‖ ct 48) ‖ 12-byte nonce ‖
 * ciphertext ‖ 16-byte tag.
 */
record SealedBlock(Hash sealKeyId, byte[] wrappedKey, byte[] nonce, byte[] ciphertext) {

    static final int ENCAPSULATION_LENGTH = 32;
    static final int WRAPPED_KEY_LENGTH = 80;
    static final int NONCE_LENGTH = 12;
    static final int DATA_KEY_LENGTH = 32;
    private static final int TAG_LENGTH = 16;
    private static final byte VERSION = 1;
    private static final int FIXED_LENGTH = 1 + Hash.LENGTH + WRAPPED_KEY_LENGTH + NONCE_LENGTH;

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_LENGTH + ciphertext.length);
        out.put(VERSION).put(sealKeyId.bytes()).put(wrappedKey).put(nonce).put(ciphertext);
        return out.array();
    }

    /** The parts of a block, or nothing when the bytes are none of this version. */
    static Optional<SealedBlock> decode(byte[] bytes) {
        if (bytes.length < FIXED_LENGTH + TAG_LENGTH || bytes[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        return Optional.of(new SealedBlock(
                Hash.of(take(in, Hash.LENGTH)),
                take(in, WRAPPED_KEY_LENGTH),
                take(in, NONCE_LENGTH),
                take(in, in.remaining())));
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }

    static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] additionalData) throws GeneralSecurityException {
        Cipher cipher = newCipher();
        begin(cipher, mode, key, nonce);
        cipher.updateAAD(additionalData);
        return cipher;
    }

    static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    static void begin(Cipher cipher, int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
    }
}
