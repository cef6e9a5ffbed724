package io.wardlog.disclosure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals disclosures to a tenant's key under one fresh data key, which lives as long as this object: one a seal key and
 * process start. Thread-safe; the nonce is a counter that never repeats under the data key.
 */
public final class Sealer {

    private final SealKey sealKey;
    private final byte[] info;
    private final SecretKey dataKey;
    private final AtomicLong nonces = new AtomicLong();
    private volatile byte[] wrappedKey;

    /** One a thread: it keeps what it has made of the data key. */
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(SealedBlock::newCipher);

    /** Makes the data key. */
    public Sealer(SealKey sealKey, String tenantId, String agentId, SecureRandom random) {
        byte[] key = new byte[SealedBlock.DATA_KEY_LENGTH];
        random.nextBytes(key);
        this.sealKey = sealKey;
        this.info = SealKey.info(sealKey.id(), tenantId, agentId);
        this.dataKey = new SecretKeySpec(key, "AES");
    }

    /**
     * Wraps the data key for the holder of the seal key's private half, once. The first seal does it where nobody did before, and waits until the
     * library is loaded: a quarter of a second that a start need not take.
     */
    public void prepare() {
        if (wrappedKey == null) {
            synchronized (this) {
                if (wrappedKey == null) {
                    wrappedKey = DataKeyWrap.wrap(dataKey.getEncoded(), sealKey.raw(), info);
                }
            }
        }
    }

    /** The sealed block of an event's disclosures; no bytes when there are none. */
    public byte[] seal(List<Disclosure> disclosures, SealContext context) {
        if (disclosures.isEmpty()) {
            return new byte[0];
        }
        List<Disclosure> sorted = new ArrayList<>(disclosures);
        sorted.sort(Comparator.comparing(Disclosure::pointer));
        StringBuilder array = new StringBuilder();
        for (Disclosure disclosure : sorted) { // base64url stands for itself in a JSON string
            array.append(array.length() == 0 ? "[\"" : "\",\"").append(disclosure.encoded());
        }
        array.append("\"]");
        return sealBytes(array.toString().getBytes(StandardCharsets.US_ASCII), context);
    }

    /** The sealed block of any bytes that belong to an event, such as a quarantined event itself. */
    public byte[] sealBytes(byte[] plain, SealContext context) {
        prepare();
        byte[] nonce = ByteBuffer.allocate(SealedBlock.NONCE_LENGTH)
                .putInt(0)
                .putLong(nonces.incrementAndGet())
                .array();
        try {
            Cipher cipher = ciphers.get();
            SealedBlock.begin(cipher, Cipher.ENCRYPT_MODE, dataKey, nonce);
            cipher.updateAAD(context.additionalData());
            byte[] ciphertext = cipher.doFinal(plain);
            return new SealedBlock(sealKey.id(), wrappedKey, nonce, ciphertext).encode();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }
}
