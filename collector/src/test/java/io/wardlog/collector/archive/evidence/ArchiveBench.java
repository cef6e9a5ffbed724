package io.wardlog.collector.archive.evidence;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.collector.archive.ArchiveStage;
import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Archiver;
import io.wardlog.collector.archive.FlushPolicy;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.collector.archive.directory.DirectoryArchive;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.archive.table.DisclosureTable;
import io.wardlog.collector.archive.table.EventTable;
import io.wardlog.collector.archive.table.ProofTable;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.custody.CustodyDesk;
import io.wardlog.collector.custody.CustodyMetrics;
import io.wardlog.collector.custody.EventSeals;
import io.wardlog.collector.custody.InboundRecord;
import io.wardlog.collector.custody.MapLedgerStore;
import io.wardlog.collector.custody.ReceiptCheck;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.ingest.AdmissionDesk;
import io.wardlog.collector.ingest.AnswerSigner;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.disclosure.SealKey;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Ingest, custody and archive as they are, with lists in the place of Kafka. */
final class ArchiveBench {
    private static final Instant NOW = Instant.parse("2026-11-02T07:15:01Z");
    private static final List<ArchiveTable> TABLES =
            List.of(new EventTable(new EventCheck()), new ProofTable(), new DisclosureTable());

    private final KeyPair collectorKeys = TestAgent.newKeys();
    private final List<TestAgent> agents;
    private final AdmissionDesk ingest;
    private final CustodyDesk custody;
    private final MapLedgerStore store = new MapLedgerStore();
    private final Map<String, List<OutgoingRecord>> topics = new HashMap<>();

    ArchiveBench(TestAgent... agents) throws GeneralSecurityException {
        this.agents = List.of(agents);
        SealKey sealKey = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        AgentRegister register = new AgentRegister(
                Arrays.stream(agents).map(TestAgent::registered).toList(),
                Map.of(agents[0].epoch().tenantId(), sealKey));
        ContentCheck content = new ContentCheck(SchemaRegistry.builtIn());
        ingest = new AdmissionDesk(
                content,
                new AnswerSigner(
                        "collector-1",
                        new PrivateKeySigner(collectorKeys),
                        key -> Optional.empty(),
                        InstantSource.fixed(NOW)),
                InstantSource.system());
        custody = new CustodyDesk(
                () -> register,
                new ReceiptCheck(new KeyRing(List.of(receiptKey()))),
                content,
                new EventSeals(() -> register, new SecureRandom()),
                new CustodyMetrics(new SimpleMeterRegistry()));
    }

    /** A batch comes in and goes through custody. */
    void take(TestAgent agent, byte[] frame) {
        byte[] receipt = ingest.admit(agent.registered(), frame).fold(batch -> batch.receipt(), problem -> {
            throw new AssertionError(problem);
        });
        byte[] key = agent.key().getBytes(StandardCharsets.UTF_8);
        custody.process(new InboundRecord(0, 0, key, frame, receipt), store, NOW)
                .forEach(record -> topics.computeIfAbsent(record.topic(), topic -> new ArrayList<>())
                        .add(record));
    }

    /** Archives everything that custody published, in parts; {@code topicId} is the incarnation of the topics. */
    void archive(Path root, Path work, String topicId) throws IOException {
        Archiver archiver = new Archiver(
                new DirectoryArchive(root), new ParquetFiles(), topic -> topicId, WorkDirectory.emptied(work));
        ArchiveStage stage = new ArchiveStage(
                TABLES,
                archiver,
                (stored, role, code, detail) -> {
                    throw new AssertionError(code + " " + detail);
                },
                new FlushPolicy(Duration.ofHours(1), 2, Long.MAX_VALUE, Long.MAX_VALUE),
                new ArchiveStage.Telemetry(InstantSource.fixed(NOW), new SimpleMeterRegistry()));
        for (ArchiveTable table : TABLES) {
            for (StoredRecord record : stored(table.topic())) {
                stage.take(List.of(new Slice(record.source(), record.offset(), record.offset() + 1, List.of(record))));
            }
        }
        stage.finish();
    }

    /** The keys of the collector and of every agent. */
    KeyRing keys() {
        Stream<TrustedKey> agentKeys =
                agents.stream().map(agent -> agent.registered().signingKey());
        return new KeyRing(Stream.concat(agentKeys, Stream.of(receiptKey())).toList());
    }

    private TrustedKey receiptKey() {
        return TrustedKey.of(collectorKeys.getPublic(), KeyPurpose.COLLECTOR_RECEIPT);
    }

    private List<StoredRecord> stored(String topic) {
        List<StoredRecord> stored = new ArrayList<>();
        for (OutgoingRecord record : topics.getOrDefault(topic, List.of())) {
            List<StoredRecord.Header> headers = record.headers().entrySet().stream()
                    .map(header -> new StoredRecord.Header(header.getKey(), header.getValue()))
                    .toList();
            stored.add(new StoredRecord(
                    new Source(topic, 0), stored.size(), NOW.toEpochMilli(), record.key(), record.value(), headers));
        }
        return stored;
    }
}
