package io.wardlog.edge.registry;

import io.wardlog.edge.accept.Schemas;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyRing;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.bundle.TenantDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry that messages are checked against now. Asked by every event loop; {@link #enter} belongs to the registry's thread. */
public final class SchemasInForce implements Schemas {

    private static final Logger log = LoggerFactory.getLogger(SchemasInForce.class);

    private final SchemaRegistry withoutBundle;
    private final Optional<Hash> directory;
    private final Set<String> drafts;
    private final RegistryMetrics metrics;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile SchemaRegistry current;
    private volatile boolean complete;

    private SchemasInForce(
            SchemaRegistry withoutBundle, Optional<Hash> directory, Set<String> drafts, RegistryMetrics metrics) {
        this.current = SchemaRegistry.builtIn();
        this.withoutBundle = withoutBundle;
        this.directory = directory;
        this.drafts = drafts;
        this.metrics = metrics;
    }

    /**
     * Reads the configured directory. In force are the product's schemas alone until something is entered.
     *
     * @param tenantId whose types the directory may have
     * @param keys who may have signed it, if it is not allowed unsigned
     * @throws io.wardlog.schema.InvalidSchemaException when one of them is not usable, or not signed
     * @throws IOException when the signature cannot be read
     */
    public static SchemasInForce read(RegistryConfig config, String tenantId, KeyRing keys, RegistryMetrics metrics)
            throws IOException {
        SchemaRegistry builtIn = SchemaRegistry.builtIn();
        if (config.directory().isEmpty()) {
            return new SchemasInForce(builtIn, Optional.empty(), config.draftRefs(), metrics);
        }
        Path directory = config.directory().get();
        TenantDirectory own = config.allowUnsignedDirectory()
                ? TenantDirectory.unsigned(directory)
                : TenantDirectory.signed(directory, tenantId, keys);
        return new SchemasInForce(builtIn.with(own.types()), Optional.of(own.index()), config.draftRefs(), metrics);
    }

    /** What is there without any bundle. */
    public SchemaRegistry withoutBundle() {
        return withoutBundle;
    }

    /** SHA-256 of the directory's index as it was read, which fixes every document of it. */
    Optional<Hash> directory() {
        return directory;
    }

    /** From now on messages are checked against this. */
    void enter(SchemaRegistry registry) {
        current = registry;
    }

    /** Whether nothing that is to be entered waits any more. */
    void complete(boolean nothingWaits) {
        complete = nothingWaits;
    }

    @Override
    public boolean areComplete() {
        return complete;
    }

    @Override
    public SchemaRegistry current() {
        return current;
    }

    @Override
    public boolean acceptsDraft(EventSchema draft) {
        return drafts.contains(draft.schemaRef());
    }

    @Override
    public void deprecatedUsed(EventSchema schema) {
        metrics.deprecatedAccepted(schema.eventType(), schema.version());
        if (told.add(schema.schemaRef())) {
            log.atWarn()
                    .addKeyValue("eventType", schema.eventType())
                    .addKeyValue("eventVersion", schema.version())
                    .log("deprecated_version_used");
        }
    }
}
