package io.wardlog.disclosure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** The public half of a tenant's X25519 seal key. */
public final class SealKey {

    private static final int RAW_LENGTH = 32;
    private static final byte[] TAG = "wardlog/seal/v1\n".getBytes(StandardCharsets.US_ASCII);

    private final Hash id;
    private final byte[] raw;

    /** @throws IllegalArgumentException when the key is not X25519, or nothing can be sealed to it */
    public SealKey(PublicKey key) {
        if (!(key instanceof XECPublicKey xec) || !isX25519(xec)) {
            throw new IllegalArgumentException("a seal key is an X25519 key");
        }
        requireSecret(xec);
        this.id = Sha256.of(key.getEncoded());
        byte[] spki = key.getEncoded();
        this.raw =
                Arrays.copyOfRange(spki, spki.length - RAW_LENGTH, spki.length); // RFC 8410: the key stands at its end
    }

    private static boolean isX25519(XECPublicKey key) {
        return key.getParams() instanceof NamedParameterSpec named
                && named.getName().equals("X25519");
    }

    /** A point of small order has the same secret with everybody (RFC 7748, section 6.1). */
    private static void requireSecret(XECPublicKey key) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(
                    KeyPairGenerator.getInstance("X25519").generateKeyPair().getPrivate());
            agreement.doPhase(key, true);
        } catch (InvalidKeyException smallOrder) {
            throw new IllegalArgumentException("nothing can be sealed to a point of small order", smallOrder);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has X25519", e);
        }
    }

    /** SHA-256 of the key's SPKI. */
    public Hash id() {
        return id;
    }

    /** The raw 32 bytes of the key. */
    byte[] raw() {
        return raw.clone();
    }

    /** The HPKE info string of an agent's data key. */
    static byte[] info(Hash sealKeyId, String tenantId, String agentId) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("agentId", agentId);
        node.put("sealKeyId", sealKeyId.hex());
        node.put("tenantId", tenantId);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(TAG);
        out.writeBytes(Jcs.write(node));
        return out.toByteArray();
    }
}
