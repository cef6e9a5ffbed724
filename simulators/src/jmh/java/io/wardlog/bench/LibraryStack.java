package io.wardlog.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * What one would write with libraries: Jackson's trees, networknt's JSON Schema (the registry's own check, which the product uses, too), erdtman's
 * canonicalisation, the JDK's SHA-256. It does less than the product: it takes out and seals no patient data, refuses no duplicate key and no number
 * that a double cannot keep, and of a batch it checks neither signature nor root nor identities nor links.
 */
final class LibraryStack {
    private static final String ZEROS = "0".repeat(64);

    private final ObjectMapper json = new ObjectMapper();
    private final SchemaRegistry schemas = SchemaRegistry.builtIn();
    private final MessageDigest digest;

    LibraryStack() throws NoSuchAlgorithmException {
        this.digest = MessageDigest.getInstance("SHA-256");
    }

    /** From a message's bytes to its envelope, canonical and hashed. */
    String accept(byte[] body, String deviceType) throws IOException {
        ObjectNode message = (ObjectNode) json.readTree(body);
        EventSchema schema =
                schemas.find(message.get("eventType").textValue(), 1).orElseThrow();
        require(schema.check(message).isEmpty());
        ObjectNode envelope = JsonNodeFactory.instance
                .objectNode()
                .put("envelopeVersion", "1.0.0")
                .put("tenantId", "tenant-a")
                .put("hospitalId", "hospital-1")
                .put("deviceType", deviceType)
                .put("eventVersion", 1)
                .put("schemaRef", schema.schemaRef())
                .put("criticality", schema.criticalityOf(message.get("payload")).name())
                .put("ingestionTime", "2026-11-01T08:00:00.000000Z")
                .put("prevHash", ZEROS)
                .put("sequenceNumber", 4711);
        envelope.setAll(message);
        envelope.remove("deviceSequence");
        envelope.putObject("source")
                .put("agentId", "gateway-1")
                .put("epoch", "01938a6e-3c01-7000-8000-000000000001")
                .put("protocol", "mqtt")
                .put("auth", "password")
                .put("deviceSequence", message.get("deviceSequence").longValue());
        envelope.putObject("checksum")
                .put("algorithm", "sha-256")
                .put("value", plainHex(canonical(message.get("payload"))));
        return hex(canonical(envelope));
    }

    /** Reads an event back: canonical, its schema, its payload's checksum, its hash. */
    String check(byte[] event) throws IOException {
        JsonNode tree = json.readTree(event);
        require(Arrays.equals(canonical(tree), event));
        require(schemas.find(tree.get("eventType").textValue(), 1)
                .orElseThrow()
                .checkDisclosed(tree)
                .isEmpty());
        require(plainHex(canonical(tree.get("payload")))
                .equals(tree.get("checksum").get("value").textValue()));
        return hex(event);
    }

    private static byte[] canonical(JsonNode tree) throws IOException {
        return new JsonCanonicalizer(tree.toString()).getEncodedUTF8();
    }

    private String plainHex(byte[] bytes) {
        return HexFormat.of().formatHex(digest.digest(bytes));
    }

    private String hex(byte[] bytes) {
        digest.update("wardlog/event/v1\n".getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(bytes));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the libraries refuse what the product accepts");
        }
    }
}
