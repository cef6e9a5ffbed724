package io.wardlog.edge;

import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.schema.bundle.BundleMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Types of tenant acme's own, in a directory, and bundles of them. */
public final class TenantBundles {

    private final DevelopmentPki pki;
    private final Path schemas;

    /** Makes the registry keys of acme and of another tenant. */
    TenantBundles(Path pki, Path schemas) throws IOException {
        this.pki = DevelopmentPki.open(pki);
        this.schemas = schemas;
        this.pki.registry("acme");
        this.pki.registry("other");
    }

    /** Writes {@code x_acme.<name>} version 1 with this status, whose highest slot is 10. */
    void write(String name, SchemaStatus status) throws IOException {
        write(schemas, name, status);
    }

    /** The same in a directory of its own. */
    public static void write(Path schemas, String name, SchemaStatus status) throws IOException {
        String type = "x_acme." + name;
        Files.createDirectories(schemas.resolve(type));
        Files.writeString(schemas.resolve(type + "/1.json"), """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:wardlog:schema:%s:1",
              "description": "Something was docked.",
              "x-criticality": "LOW",
              "type": "object",
              "properties": {
                "slot": { "description": "Which slot", "type": "integer", "minimum": 1, "maximum": 10, "x-unit": "1" },
                "nurse": { "description": "Who", "type": "string", "maxLength": 64, "x-phi": true }
              },
              "required": ["slot"],
              "additionalProperties": false
            }
            """.formatted(type));
        Map<String, SchemaStatus> statuses = Map.of("urn:wardlog:schema:" + type + ":1", status);
        Files.writeString(
                schemas.resolve(SchemaIndex.FILE),
                IndexUpdate.of(schemas, statuses).index().text());
    }

    /** A bundle of what is written so far. */
    byte[] bundle(long version) throws IOException {
        return bundle("acme", "acme", version);
    }

    /** The same for another tenant, or signed by another one's key. */
    byte[] bundle(String tenant, String signer, long version) throws IOException {
        Path keys = pki.caFile().resolveSibling("tenants").resolve(signer);
        Signer key = PemKeys.readSigner(keys.resolve("registry.key"), keys.resolve("registry.pub.pem"));
        return new BundleMaker(SchemaSource.directory(schemas))
                .make(tenant, version, Instant.now(), key)
                .encode();
    }

    /** A message of the pump with a type of acme's. */
    static String docked(String name) {
        return "{\"deviceId\":\"" + AgentFixture.PUMP + "\",\"eventType\":\"x_acme." + name + "\",\"eventTime\":\""
                + Instant.now() + "\",\"payload\":{\"slot\":3,\"nurse\":\"N. Nightingale\"}}";
    }
}
