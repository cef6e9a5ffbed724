package io.wardlog.collector;

import io.wardlog.collector.archive.ArchiveConfig;
import io.wardlog.collector.custody.CustodyConfig;
import io.wardlog.collector.index.IndexConfig;
import io.wardlog.collector.ingest.IngestConfig;
import io.wardlog.collector.kafka.KafkaConfig;
import io.wardlog.collector.query.ApiConfig;
import io.wardlog.collector.schemas.SchemasConfig;
import io.wardlog.collector.status.StatusConfig;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.event.Identifiers;
import io.wardlog.trace.TracingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The whole configuration of a collector process. */
public record CollectorConfig(
        @Doc("This collector's name: unique in the installation, the same after a restart; it stands in receipts")
        String collectorId,

        @Doc("What this process does: ingest, custody, index, archive, api")
        @Default("ingest,custody,index,archive,api")
        List<RoleName> roles,

        @Doc("Where this process keeps its own state; nothing in it is needed to prove anything")
        Path dataDir,

        @Doc("The agent register (YAML): who may send batches, with which key, and each tenant's seal key")
        Path register,

        @Doc("The tenants' own event types, for ingest and custody")
        SchemasConfig schemas,

        @Doc("The Kafka cluster") KafkaConfig kafka,
        @Doc("Role ingest; required with it") Optional<IngestConfig> ingest,
        @Doc("Role custody; required with it") Optional<CustodyConfig> custody,

        @Doc("Role index, and where api looks; required with either")
        Optional<IndexConfig> index,

        @Doc("Role archive; required with it") Optional<ArchiveConfig> archive,
        @Doc("Role api") ApiConfig api,
        @Doc("Health and metrics of all roles") StatusConfig status,

        @Doc("Spans of traced events; sent to nobody when absent")
        Optional<TracingConfig> tracing) {

    /** The first part of the environment variables that override the file. */
    public static final String ENVIRONMENT_PREFIX = "WARDLOG_COLLECTOR";

    /** Refuses roles without their sections. */
    public CollectorConfig {
        if (!Identifiers.isDevice(collectorId)) {
            throw new IllegalArgumentException("collectorId must be an identifier such as collector-1");
        }
        if (roles.isEmpty() || roles.stream().distinct().count() != roles.size()) {
            throw new IllegalArgumentException("roles must name at least one role, and each once");
        }
        roles = roles.stream().sorted().toList();
        require(roles, RoleName.INGEST, ingest);
        require(roles, RoleName.CUSTODY, custody);
        require(roles, RoleName.INDEX, index);
        require(roles, RoleName.API, index);
        require(roles, RoleName.ARCHIVE, archive);
    }

    private static void require(List<RoleName> roles, RoleName role, Optional<?> section) {
        if (roles.contains(role) && section.isEmpty()) {
            throw new IllegalArgumentException(
                    "the role " + role.name().toLowerCase(java.util.Locale.ROOT) + " lacks its section");
        }
    }
}
