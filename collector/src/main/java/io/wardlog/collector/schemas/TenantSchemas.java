package io.wardlog.collector.schemas;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.collector.examine.TenantRegistry;
import io.wardlog.collector.ingest.BundleDesk;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.bundle.BundleCheck;
import io.wardlog.schema.bundle.SignedBundle;
import io.wardlog.schema.bundle.TenantDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Every tenant's registry and bundle, from files that are looked at again and again. Thread-safe. */
public final class TenantSchemas implements TenantRegistry, BundleDesk, AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Map<String, BundleFile> tenants;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tenant-schemas");
        thread.setDaemon(true);
        return thread;
    });

    private TenantSchemas(Map<String, BundleFile> tenants) {
        this.tenants = Map.copyOf(tenants);
    }

    /**
     * Reads everything that is configured.
     *
     * @throws IOException when a key or file is wrong, with the tenant's name
     */
    public static TenantSchemas load(SchemasConfig config) throws IOException {
        Map<String, BundleFile> tenants = new TreeMap<>();
        for (Map.Entry<String, SchemasConfig.Tenant> tenant : config.tenants().entrySet()) {
            tenants.put(tenant.getKey(), load(tenant.getKey(), tenant.getValue()));
        }
        return new TenantSchemas(tenants);
    }

    private static BundleFile load(String tenantId, SchemasConfig.Tenant config) throws IOException {
        try {
            KeyRing keys = keys(config.publicKeys());
            SchemaCollection directory = directory(tenantId, config, keys);
            SchemaRegistry registry = SchemaRegistry.builtIn().with(directory);
            BundleCheck check = new BundleCheck(tenantId, keys, registry);
            BundleFile file = new BundleFile(tenantId, config.bundle(), check, directory, registry);
            file.load();
            return file;
        } catch (InvalidSchemaException | IllegalArgumentException wrong) {
            throw new IOException("tenant " + tenantId + ": " + wrong.getMessage(), wrong);
        }
    }

    private static SchemaCollection directory(String tenantId, SchemasConfig.Tenant config, KeyRing keys)
            throws IOException {
        if (config.directory().isEmpty()) {
            return SchemaCollection.none();
        }
        Path directory = config.directory().get();
        return config.allowUnsignedDirectory()
                ? TenantDirectory.unsigned(directory).types()
                : TenantDirectory.signed(directory, tenantId, keys).types();
    }

    private static KeyRing keys(List<Path> files) throws IOException {
        List<TrustedKey> keys = new ArrayList<>();
        for (Path file : files) {
            keys.add(TrustedKey.of(PemKeys.readPublic(file), KeyPurpose.SCHEMA_REGISTRY));
        }
        return new KeyRing(keys);
    }

    /** Looks at the files from now on, and counts. */
    public void follow(MeterRegistry meters) {
        tenants.forEach((tenantId, file) -> {
            Gauge.builder("wardlog.registry.version", file, TenantSchemas::version)
                    .description("Version of the tenant's registry bundle, 0 for none")
                    .tag("tenant", tenantId)
                    .register(meters);
            FunctionCounter.builder("wardlog.registry.refused", file, BundleFile::refused)
                    .description("Registry bundles that were refused since the start")
                    .tag("tenant", tenantId)
                    .register(meters);
        });
        looking.scheduleWithFixedDelay(
                () -> tenants.values().forEach(BundleFile::look),
                INTERVAL.toMillis(),
                INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static double version(BundleFile file) {
        return file.bundle().map(signed -> signed.bundle().registryVersion()).orElse(0L);
    }

    @Override
    public SchemaRegistry of(String tenantId) {
        BundleFile file = tenants.get(tenantId);
        return file == null ? SchemaRegistry.builtIn() : file.registry();
    }

    @Override
    public Optional<SignedBundle> bundle(String tenantId) {
        return Optional.ofNullable(tenants.get(tenantId)).flatMap(BundleFile::bundle);
    }

    /** The documents of the tenant's own types that are in force; empty when it has none. */
    public List<EventDocument> documents(String tenantId) {
        BundleFile file = tenants.get(tenantId);
        return file == null ? List.of() : file.documents();
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
