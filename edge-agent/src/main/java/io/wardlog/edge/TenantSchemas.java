package io.wardlog.edge;

import io.wardlog.edge.accept.Schemas;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.registry.BundleKeeper;
import io.wardlog.edge.registry.JournaledRecord;
import io.wardlog.edge.registry.KeptBundle;
import io.wardlog.edge.registry.RegistryMetrics;
import io.wardlog.edge.registry.RegistryPull;
import io.wardlog.edge.registry.SchemasInForce;
import io.wardlog.edge.writer.FatalHandler;
import io.wardlog.edge.writer.Writer;
import io.wardlog.keys.KeyRing;
import io.wardlog.schema.bundle.BundleCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tenant's own event types, from the directory and from the bundle that is kept and pulled. */
final class TenantSchemas {

    private static final Logger log = LoggerFactory.getLogger(TenantSchemas.class);

    private final EdgeConfig config;
    private final RegistryMetrics metrics;
    private final FatalHandler fatal;
    private final KeyRing keys;
    private final SchemasInForce inForce;
    private volatile BundleKeeper keeper;
    private RegistryPull pull;

    /** Reads the keys, and the directory if one is configured. */
    TenantSchemas(EdgeConfig config, RegistryMetrics metrics, FatalHandler fatal) throws IOException {
        this.config = config;
        this.metrics = metrics;
        this.fatal = fatal;
        this.keys = EdgeKeys.registries(config.registry().publicKeys());
        this.inForce = SchemasInForce.read(config.registry(), config.tenantId(), keys, metrics);
    }

    Schemas inForce() {
        return inForce;
    }

    /** Puts in force what was kept, and records it. Before the first message. */
    void begin(Writer writer) throws IOException, InterruptedException {
        BundleCheck check = new BundleCheck(config.tenantId(), keys, inForce.withoutBundle());
        keeper = new BundleKeeper(
                check,
                new BundleKeeper.Parts(
                        inForce,
                        new KeptBundle(config.registryFile(), new FileChannelDisk()),
                        new JournaledRecord(writer),
                        metrics));
        keeper.begin();
    }

    /** Begins to ask the collector, if there is a key that a bundle could be signed with, and to record what waits. */
    void follow(Uplink uplink) throws InterruptedException {
        Optional<Uplink> asked = config.registry().publicKeys().isEmpty() ? Optional.empty() : Optional.of(uplink);
        if (asked.isPresent() || !keeper.catchUp()) {
            pull = new RegistryPull(keeper, asked, config.registry().pullInterval(), fatal);
            pull.start();
        }
    }

    /** The version of the bundle in force, 0 for none. Any thread. */
    long version() {
        BundleKeeper running = keeper;
        return running == null ? 0 : running.version();
    }

    void stop(Duration patience) throws InterruptedException {
        if (pull != null && !pull.stop(patience)) {
            log.atWarn().log("registry_pull_not_stopped");
        }
    }
}
