package io.wardlog.collector;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchiveConfig;
import io.wardlog.collector.archive.ArchiveStage;
import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Archiver;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.collector.archive.directory.DirectoryArchive;
import io.wardlog.collector.archive.kafka.KafkaTopicIds;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.archive.s3.S3Archive;
import io.wardlog.collector.archive.s3.S3Bucket;
import io.wardlog.collector.archive.s3.S3Clients;
import io.wardlog.collector.archive.table.DisclosureTable;
import io.wardlog.collector.archive.table.EventTable;
import io.wardlog.collector.archive.table.ProofTable;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.Stage;
import io.wardlog.collector.consume.kafka.ConsumerLoop;
import io.wardlog.collector.deadletter.kafka.KafkaDeadLetters;
import io.wardlog.collector.index.IndexConfig;
import io.wardlog.collector.index.IndexStage;
import io.wardlog.collector.index.TracedIndex;
import io.wardlog.collector.index.opensearch.OpenSearchIndex;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.kafka.KafkaStandings;
import io.wardlog.collector.opensearch.OpenSearch;
import io.wardlog.collector.query.AgentCensus;
import io.wardlog.collector.query.Agents;
import io.wardlog.collector.query.ApiConfig;
import io.wardlog.collector.query.http.ApiRole;
import io.wardlog.collector.query.opensearch.OpenSearchSearch;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.role.FaultListener;
import io.wardlog.collector.role.Role;
import io.wardlog.collector.topic.Topics;
import io.wardlog.collector.trace.Tracing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Composition of the roles that use what custody published: index, archive and api. */
final class StorageRoles {

    private final KafkaClients kafka;
    private final MeterRegistry meters;
    private final FaultListener faults;
    private final Tracing tracing;

    StorageRoles(KafkaClients kafka, MeterRegistry meters, FaultListener faults, Tracing tracing) {
        this.kafka = kafka;
        this.meters = meters;
        this.faults = faults;
        this.tracing = tracing;
    }

    /** The role that puts events into OpenSearch. */
    Role index(IndexConfig config) throws IOException {
        OpenSearch openSearch = new OpenSearch(config.access());
        KafkaDeadLetters deadLetters = deadLetters(IndexStage.ROLE);
        Stage stage = new IndexStage(
                new EventCheck(), new TracedIndex(new OpenSearchIndex(openSearch), tracing), deadLetters);
        ConsumerLoop loop = loop(IndexStage.ROLE, Set.of(Topics.EVENTS), stage);
        return new CompositeRole(loop, List.of(), List.of(deadLetters, openSearch));
    }

    /** The role that puts events, proofs and sealed disclosures into the archive; {@code dataDir} is the process's own. */
    Role archive(ArchiveConfig config, Path dataDir) throws IOException {
        KafkaDeadLetters deadLetters = deadLetters(ArchiveStage.ROLE);
        Admin admin = Admin.create(kafka.connection(ArchiveStage.ROLE + "-admin"));
        List<ArchiveTable> tables = List.of(new EventTable(new EventCheck()), new ProofTable(), new DisclosureTable());
        WorkDirectory work = WorkDirectory.emptied(dataDir.resolve("archive-work"));
        Archive archive = archiveOf(config, dataDir.resolve("archive-read"));
        Archiver archiver = new Archiver(archive, new ParquetFiles(), new KafkaTopicIds(admin), work);
        Stage stage = new ArchiveStage(
                tables,
                archiver,
                deadLetters,
                config.flushPolicy(),
                new ArchiveStage.Telemetry(InstantSource.system(), meters));
        Set<String> topics = tables.stream().map(ArchiveTable::topic).collect(Collectors.toSet());
        List<AutoCloseable> owned = new ArrayList<>(List.of(deadLetters, admin));
        if (archive instanceof AutoCloseable closeable) {
            owned.add(closeable);
        }
        return new CompositeRole(loop(ArchiveStage.ROLE, topics, stage), List.of(), owned);
    }

    private static Archive archiveOf(ArchiveConfig config, Path downloads) throws IOException {
        if (config.s3().isEmpty()) {
            return DirectoryArchive.forWriting(config.directory().orElseThrow(), Instant.now());
        }
        S3Config s3 = config.s3().get();
        return new S3Archive(
                new S3Bucket(S3Clients.create(s3), s3, InstantSource.system()), WorkDirectory.emptied(downloads));
    }

    /** The role that answers questions over HTTP from the index. */
    Role api(
            ApiConfig config, IndexConfig index, Vertx vertx, Supplier<AgentRegister> register, TenantSubjects subjects)
            throws IOException {
        OpenSearch openSearch = new OpenSearch(index.access());
        KafkaStandings standings = new KafkaStandings(() -> new KafkaConsumer<>(kafka.consumer(ApiRole.NAME)));
        standings.start();
        Agents agents = () -> standings
                .latest()
                .flatMap(known -> standings
                        .sightings()
                        .map(seen -> AgentCensus.of(
                                register.get(),
                                known,
                                seen.values(),
                                InstantSource.system().instant())));
        AgentMetrics.register(meters, agents);
        ApiRole.Backend backend = new ApiRole.Backend(
                new OpenSearchSearch(openSearch),
                agents,
                subjects,
                InstantSource.system(),
                List.of(standings, openSearch));
        return new ApiRole(config, vertx, backend);
    }

    private KafkaDeadLetters deadLetters(String role) {
        return new KafkaDeadLetters(new KafkaProducer<>(kafka.producer(role + "-deadletter")), meters);
    }

    private ConsumerLoop loop(String role, Set<String> topics, Stage stage) {
        return new ConsumerLoop(new ConsumerLoop.Wiring(role, topics, () -> consumer(role), stage), faults, meters);
    }

    private KafkaConsumer<byte[], byte[]> consumer(String role) {
        Map<String, Object> settings = kafka.groupConsumer(role);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(settings);
    }
}
