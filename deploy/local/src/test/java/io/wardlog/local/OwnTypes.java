package io.wardlog.local;

import io.wardlog.hash.Hash;
import io.wardlog.keys.PemKeys;
import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.schema.bundle.BundleMaker;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;

/**
 * Event types of the first tenant's own, in a bundle that the collector hands out and that ward A's agent pulls. The collector believes a second key
 * that the agent does not, so that the agent can be offered what it must refuse.
 */
final class OwnTypes {
    /** The file of the collector's bundle, below the stack's directory. */
    static final String BUNDLE = "own.bundle";

    private static final String STRANGER = "stranger";

    private final Stack stack;
    private final Path types;
    private final Path file;

    OwnTypes(Stack stack) {
        this.stack = stack;
        this.types = stack.layout.directory().resolve("own-types");
        this.file = stack.layout.directory().resolve(BUNDLE);
    }

    /** Makes the keys and a first bundle with one type, and says in the configurations where they are; before anything runs. */
    void configure() throws IOException {
        Path trusted = stack.keys.pki().registry(DemoNames.TENANT).resolve("registry.pub.pem");
        Path notByTheAgent = stack.keys.pki().registry(STRANGER).resolve("registry.pub.pem");
        write("tablet_docked");
        place(bundle(1));
        append(stack.layout.collectorConfig(), """
                schemas:
                  tenants:
                    %s: {bundle: %s, publicKeys: [%s, %s]}
                """.formatted(DemoNames.TENANT, file, trusted, notByTheAgent));
        append(
                stack.layout.agentConfig(DemoNames.agent(Stack.WARD)),
                "registry: {publicKeys: [%s], pullInterval: 500ms}%n".formatted(trusted));
    }

    private static void append(Path config, String section) throws IOException {
        Files.writeString(config, section, StandardOpenOption.APPEND);
    }

    /** Writes {@code x_ward.<name>} version 1, released. */
    void write(String name) throws IOException {
        String type = type(name);
        Files.createDirectories(types.resolve(type));
        Files.writeString(types.resolve(type + "/1.json"), """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "$id": "urn:wardlog:schema:%s:1",
                  "description": "Something was docked.",
                  "x-criticality": "LOW",
                  "type": "object",
                  "properties": {
                    "slot": { "description": "Which slot", "type": "integer", "minimum": 1, "maximum": 10, "x-unit": "1" }
                  },
                  "required": ["slot"],
                  "additionalProperties": false
                }
                """.formatted(type));
        Map<String, SchemaStatus> active = Map.of("urn:wardlog:schema:" + type + ":1", SchemaStatus.ACTIVE);
        Files.writeString(
                types.resolve(SchemaIndex.FILE),
                IndexUpdate.of(types, active).index().text());
    }

    static String type(String name) {
        return "x_ward." + name;
    }

    /** A message of such a type. */
    static Message docked(String deviceId, String name) {
        return Message.heartbeat(deviceId)
                .changed(text ->
                        text.replace("device.heartbeat", type(name)).replace("{\"status\":\"ok\"}", "{\"slot\":3}"));
    }

    /** A bundle of what is written so far. */
    SignedBundle bundle(long version) throws IOException {
        return bundle(version, DemoNames.TENANT);
    }

    /** The same, signed with the key that only the collector believes. */
    SignedBundle bundleOfAStranger(long version) throws IOException {
        return bundle(version, STRANGER);
    }

    private SignedBundle bundle(long version, String signer) throws IOException {
        Path keys = stack.layout.pki().resolve("tenants").resolve(signer);
        return new BundleMaker(SchemaSource.directory(types))
                .make(
                        DemoNames.TENANT,
                        version,
                        Instant.now(),
                        PemKeys.readSigner(keys.resolve("registry.key"), keys.resolve("registry.pub.pem")));
    }

    /** Gives the collector this bundle in place of the one before; its name. */
    Hash place(SignedBundle bundle) throws IOException {
        place(bundle.encode());
        return bundle.sha256();
    }

    void place(byte[] bytes) throws IOException {
        Path next = Files.write(file.resolveSibling("own.bundle.next"), bytes);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
