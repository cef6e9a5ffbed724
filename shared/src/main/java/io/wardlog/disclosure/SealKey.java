package io.wardlog.disclosure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.NamedParameterSpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.hpke.HPKE;

/** The public half of a tenant's X25519 seal key, and the HPKE suite that wraps data keys to it (RFC 9180, base mode). */
public final class SealKey {

    /** HKDF-SHA256 and AES-256-GCM over X25519. */
    static final HPKE SUITE =
            new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);

    private static final byte[] TAG = "wardlog/seal/v1\n".getBytes(StandardCharsets.US_ASCII);

    private final Hash id;
    private final byte[] raw;

    /** @throws IllegalArgumentException when the key is not X25519 */
    public SealKey(PublicKey key) {
        if (!(key instanceof XECPublicKey xec) || !isX25519(xec)) {
            throw new IllegalArgumentException("a seal key is an X25519 key");
        }
        this.id = Sha256.of(key.getEncoded());
        this.raw = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getOctets();
    }

    private static boolean isX25519(XECPublicKey key) {
        return key.getParams() instanceof NamedParameterSpec named
                && named.getName().equals("X25519");
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
