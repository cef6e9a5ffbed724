package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The envelope's {@code checksum}: a digest over JCS(payload as it stands). Agents write {@code sha-256}; readers also
 * accept {@code sha-512} and {@code sha3-256}.
 */
public record PayloadChecksum(String algorithm, String value) {

    private static final Map<String, String> ALGORITHMS =
            Map.of("sha-256", "SHA-256", "sha-512", "SHA-512", "sha3-256", "SHA3-256");

    /** The SHA-256 checksum of a payload. */
    public static PayloadChecksum sha256(JsonNode payload) {
        return new PayloadChecksum("sha-256", Sha256.of(Jcs.write(payload)).hex());
    }

    /** Whether the algorithm is one that readers accept. */
    public boolean isKnown() {
        return ALGORITHMS.containsKey(algorithm);
    }

    /** Whether this is the checksum of a payload with these canonical bytes; false for an unknown algorithm. */
    public boolean matches(byte[] canonicalPayload) {
        return matches(ByteBuffer.wrap(canonicalPayload));
    }

    /** The same of the bytes that remain in the buffer. */
    boolean matches(ByteBuffer canonicalPayload) {
        return isKnown() && digest(ALGORITHMS.get(algorithm), canonicalPayload).equals(value);
    }

    private static String digest(String algorithm, ByteBuffer payload) {
        if (algorithm.equals("SHA-256")) {
            return Sha256.of(payload).hex();
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(payload);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java 17 platform has " + algorithm, e);
        }
    }
}
