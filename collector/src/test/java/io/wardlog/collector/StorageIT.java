package io.wardlog.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Vertx;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.archive.ArchiveConfig;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.index.IndexConfig;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.query.ApiConfig;
import io.wardlog.collector.query.http.ApiRole;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.LiveRegister;
import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import io.wardlog.collector.testkit.CountingSignal;
import io.wardlog.collector.testkit.Forwarder;
import io.wardlog.collector.topic.TopicSpec;
import io.wardlog.collector.topic.Topics;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.DataSize;
import io.wardlog.config.HostPort;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.servers.ForkedServers;
import io.wardlog.testkit.LogMemory;
import io.wardlog.trace.Spans;
import io.wardlog.verify.ArchiveEvidence;
import io.wardlog.verify.Finding;
import io.wardlog.verify.StoredRecord;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Index, archive and API on a real Kafka and a real OpenSearch, each a process of its own. Tests build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StorageIT {

    private static final int THROUGH_THE_KILL = Integer.getInteger("wardlog.events", 5_000);
    private static final Duration PATIENCE = Duration.ofSeconds(90).plusMillis(10L * THROUGH_THE_KILL);
    private static final int EACH = 1_000;
    private static final String PUMP = "pump-1";
    private static final String MONITOR = "monitor-2";

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    static Path directory;

    private static ForkedServers servers;
    private static KafkaClients kafka;
    private static Vertx vertx;
    private static Role index;
    private static Role archive;
    private static ApiRole api;
    private static final CountingSignal METERS = new CountingSignal();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final EventFixtures PUMP_CHAIN = new EventFixtures(PUMP);
    private static final EventFixtures MONITOR_CHAIN = new EventFixtures(MONITOR);
    private static final Set<String> EXPECTED = new HashSet<>();

    @BeforeAll
    static void start() throws Exception {
        servers = ForkedServers.start(directory.resolve("servers"));
        kafka = new KafkaClients(servers.bootstrapServers(), "collector-it");
        try (Admin admin = Admin.create(kafka.connection("test"))) {
            List<NewTopic> topics = TopicSpec.all(3).stream()
                    .map(spec -> new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.settings()))
                    .toList();
            admin.createTopics(topics).all().get();
        }
        vertx = Vertx.vertx();
        startRoles();
    }

    @AfterAll
    static void stop() throws Exception {
        if (api != null) {
            api.close();
            index.close();
            archive.close();
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private static void startRoles() throws Exception {
        Tracing tracing = new Tracing(Spans.OFF, METERS, InstantSource.system());
        StorageRoles roles = new StorageRoles(
                kafka,
                METERS,
                (role, cause) -> {
                    throw new AssertionError(role, cause);
                },
                tracing);
        IndexConfig indexConfig = new IndexConfig(
                URI.create(servers.openSearchUrl()), Optional.empty(), Optional.empty(), Optional.empty(), false);
        index = roles.index(indexConfig);
        archive = roles.archive(
                new ArchiveConfig(
                        Optional.of(directory.resolve("archive")),
                        Optional.empty(),
                        List.of(),
                        Duration.ofSeconds(1),
                        1_000,
                        new DataSize(1 << 20),
                        new DataSize(8 << 20)),
                directory.resolve("data"));
        api = (ApiRole) roles.api(
                new ApiConfig(new HostPort("127.0.0.1", 0)),
                indexConfig,
                vertx,
                () -> new AgentRegister(List.of(), Map.of()),
                new TenantSubjects(tenant -> List.of()));
        index.start();
        archive.start();
        api.start();
    }

    /** The first broker is on this machine and leads to one that says it is not: nothing is sent there in the clear. */
    @Test
    @Order(0)
    void brokersOnOtherMachinesAreRefusedWithoutEncryption() throws Exception {
        int broker = Integer.parseInt(servers.bootstrapServers().replaceFirst(".*:", ""));
        // 0.0.0.0 is no loopback address and leads to this machine all the same.
        try (Forwarder leading = Forwarder.advertising(vertx, "0.0.0.0", broker)) {
            Path yaml = Files.writeString(
                    directory.resolve("leading.yaml"), """
                    collectorId: collector-led
                    roles: [index]
                    dataDir: data-led
                    register: register.yaml
                    kafka: {bootstrap: ["127.0.0.1:%d"], singleNode: true, partitions: 3}
                    index: {opensearch: "%s"}
                    status: {listen: "127.0.0.1:0"}
                    """.formatted(leading.port(), servers.openSearchUrl()));
            Files.writeString(directory.resolve("register.yaml"), "tenants: {}\nagents: []\n");
            CollectorConfig config =
                    ConfigLoader.load(CollectorConfig.class, yaml, Map.of(), CollectorConfig.ENVIRONMENT_PREFIX);
            try (Collector collector =
                    new Collector(config, LiveRegister.open(config.register()), (role, cause) -> {})) {
                assertThatThrownBy(collector::start)
                        .isInstanceOf(ConfigException.class)
                        .hasMessageContaining("leads to brokers on other machines")
                        .hasMessageContaining("0.0.0.0");
            }
        }
    }

    @Test
    @Order(1)
    void everyEventIsSearchableAndArchivedExactlyOnceAndWrongOnesAreDeadLetters() throws Exception {
        byte[] altered = PUMP_CHAIN.next(1).get(0);
        remember(altered);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        records.add(event(altered, PUMP, Optional.empty()));
        for (byte[] event : PUMP_CHAIN.next(EACH)) {
            remember(event);
            records.add(event(event, PUMP, Optional.empty()));
        }
        for (byte[] event : MONITOR_CHAIN.next(EACH)) {
            remember(event);
            records.add(event(event, MONITOR, Optional.of("schema_violation")));
        }
        byte[] huge = PUMP_CHAIN.next(JsonNodeFactory.instance.objectNode().put("text", "ü".repeat(40_000)));
        remember(huge);
        records.add(event(huge, PUMP, Optional.empty()));
        Hash sealedHash = Sha256.of(new byte[] {1});
        EXPECTED.add(sealedHash.hex());
        records.add(record(
                EventFixtures.sealed(sealedHash, "phi_in_clear"), PUMP, sealedHash, Optional.of("phi_in_clear")));
        byte[] changed = altered.clone();
        changed[changed.length - 5] ^= 1;
        records.add(record(changed, PUMP, EventHash.of(altered), Optional.empty()));
        records.add(record(altered, MONITOR, EventHash.of(altered), Optional.empty()));
        byte[] broken = altered.clone();
        broken[0] ^= 1;
        records.add(record(broken, PUMP, EventHash.of(altered), Optional.empty()));
        produce(records);

        await("all in the export", () -> exported().size() >= EXPECTED.size());
        assertThat(exported()).isEqualTo(EXPECTED);
        await("all in the archive", () -> archived().size() >= EXPECTED.size());
        assertThat(archived()).hasSize(EXPECTED.size()).containsExactlyInAnyOrderElementsOf(EXPECTED);
        // The wrong ones came last: neither export nor archive waits for them
        await("six dead letters", () -> deadLetters().size() >= 6);
        assertThat(deadLetters())
                .containsExactlyInAnyOrder(
                        "index hash_mismatch: TAMPERED",
                        "index identity_mismatch: TAMPERED",
                        "index malformed_json: CORRUPT",
                        "archive hash_mismatch: TAMPERED",
                        "archive identity_mismatch: TAMPERED",
                        "archive malformed_json: CORRUPT");
        assertThat(lagOnceCaughtUp("index")).isZero();
        assertThat(lagOnceCaughtUp("archive")).isZero();
        logs.await("record_dead_lettered", 6); // after it is in Kafka, and counted
        assertThat(logs.values("record_dead_lettered", "role")).contains("index", "archive");
        assertThat(METERS.counter("wardlog.dead.letters", "role", "index", "code", "hash_mismatch")
                        .count())
                .isEqualTo(1);
    }

    /** The lag as soon as it is known to be zero, or what it is when patience ends. */
    private static double lagOnceCaughtUp(String role) {
        Gauge lag = METERS.get("wardlog.consumer.lag").tag("role", role).gauge();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (lag.value() != 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return lag.value();
    }

    @Test
    @Order(2)
    void answersQuestionsWithTheStoredBytes() throws Exception {
        byte[] first = new EventFixtures(PUMP).next(1).get(0);
        String hash = EventHash.of(first).hex();
        assertThat(get("/v1/events/" + hash))
                .startsWith("{\"event\":" + new String(first, StandardCharsets.UTF_8) + ",\"hash\":\"" + hash + "\"");
        String id = EventFixtures.eventId(PUMP, 7);
        assertThat(json("/v1/events?eventId=" + id).path("events")).hasSize(1);
        assertThat(json("/v1/events?eventId=" + EventFixtures.eventId(PUMP, 999_999))
                        .path("events"))
                .isEmpty();
        assertThat(json("/v1/events?deviceId=" + MONITOR).path("events")).isEmpty();
        assertThat(json("/v1/events?quarantined=include&deviceId=" + MONITOR).path("events"))
                .hasSize(100);
        assertThat(json("/v1/events?from=2026-11-23T05:00:00.002Z&to=2026-11-23T05:00:00.005Z")
                        .path("events"))
                .hasSize(3);
        assertThat(json("/v1/devices").path("devices")).hasSize(1);
        assertThat(json("/v1/devices").at("/devices/0/events").asInt()).isEqualTo(EACH + 2);
    }

    @Test
    @Order(3)
    void pagesAreCompleteAndInOrder() throws Exception {
        List<Long> numbers = timeline("?limit=400").stream()
                .map(item -> item.at("/event/sequenceNumber").asLong())
                .toList();
        assertThat(numbers).hasSize(EACH + 2).isSorted().doesNotHaveDuplicates();
    }

    /** The sealed one comes last, and ends a page that is just full. */
    @Test
    @Order(3)
    void aPageCanEndWithASealedEvent() throws Exception {
        List<JsonNode> all = timeline("?quarantined=include&limit=" + (EACH + 3) / 17);
        assertThat(all).hasSize(EACH + 3).doesNotHaveDuplicates();
        assertThat(all.get(all.size() - 1).has("sealed")).isTrue();
    }

    private static List<JsonNode> timeline(String parameters) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = json("/v1/devices/" + PUMP + "/timeline" + parameters + next);
            page.path("events").forEach(events::add);
            next = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!next.isEmpty());
        return events;
    }

    @Test
    @Order(4)
    void killingOpenSearchInTheMiddleLosesAndDoublesNothing() throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] event : PUMP_CHAIN.next(THROUGH_THE_KILL)) {
            remember(event);
            records.add(event(event, PUMP, Optional.empty()));
        }
        int before = exportLines().size();
        produce(records.subList(0, THROUGH_THE_KILL / 2));
        await("the index is at work", () -> exportLines().size() > before);
        servers.openSearch().killForcibly();
        produce(records.subList(THROUGH_THE_KILL / 2, THROUGH_THE_KILL));
        servers.openSearch().start();

        await("all in the export", () -> exported().size() >= EXPECTED.size());
        assertThat(exported()).isEqualTo(EXPECTED);
        assertThat(exportLines()).hasSize(EXPECTED.size());
        assertThat(logs.values("stage_busy", "reason"))
                .anyMatch(reason -> reason.startsWith("OpenSearch does not answer"));
    }

    /** One block after the other. The first is what OpenSearch itself sets when its disk is nearly full. */
    @Test
    @Order(4)
    void whatOpenSearchBlocksIsWaitedForAndComesCompletely() throws Exception {
        List<String> letters = deadLetters();
        block("index.blocks.read_only_allow_delete", true);
        produceSome();
        awaitWaiting("HTTP 429 cluster_block_exception");
        assertThat(METERS.get("wardlog.consumer.lag")
                        .tag("role", "index")
                        .gauge()
                        .value())
                .isPositive();
        block("index.blocks.read_only", true);
        block("index.blocks.read_only_allow_delete", false);
        awaitWaiting("HTTP 403 cluster_block_exception");
        block("index.blocks.read_only", false);
        await("all in the export", () -> exported().size() >= EXPECTED.size());
        assertThat(exported()).isEqualTo(EXPECTED);
        assertThat(deadLetters()).isEqualTo(letters);
    }

    @Test
    @Order(4)
    void whatIsForAClosedIndexIsWaitedForAndComesCompletely() throws Exception {
        List<String> letters = deadLetters();
        ask("POST", "/wardlog-events-*/_close", "");
        produceSome();
        awaitWaiting("HTTP 400 index_closed_exception");
        ask("POST", "/wardlog-events-*/_open", "");
        await("all in the export", () -> exported().size() >= EXPECTED.size());
        assertThat(exported()).isEqualTo(EXPECTED);
        assertThat(deadLetters()).isEqualTo(letters);
    }

    private static void produceSome() {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] event : PUMP_CHAIN.next(20)) {
            remember(event);
            records.add(event(event, PUMP, Optional.empty()));
        }
        produce(records);
    }

    /** Until the index says this reason at {@code /ready} and in the log. */
    private void awaitWaiting(String reason) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!logs.values("stage_busy", "reason").contains(reason) && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(logs.values("stage_busy", "reason")).contains(reason);
        assertThat(index.readiness()).isEqualTo(Readiness.notReady(reason));
    }

    private static void block(String block, boolean isSet) throws Exception {
        ask("PUT", "/wardlog-events-*/_settings", "{\"" + block + "\":" + (isSet ? "true" : "null") + "}");
    }

    private static void ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(servers.openSearchUrl() + path))
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    @Order(5)
    void theArchiveGoesOnFromItsManifestsAfterARestart() throws Exception {
        await("all in the archive", () -> archived().size() >= EXPECTED.size());
        index.close();
        archive.close();
        api.close();
        startRoles();
        for (byte[] event : PUMP_CHAIN.next(10)) {
            remember(event);
            produce(List.of(event(event, PUMP, Optional.empty())));
        }
        await("all in the archive", () -> archived().size() >= EXPECTED.size());
        assertThat(archived()).hasSize(EXPECTED.size()).containsExactlyInAnyOrderElementsOf(EXPECTED);
    }

    @Test
    @Order(6)
    void theArchiveIsEvidenceAndOneChangedByteIsFound() throws Exception {
        Path root = directory.resolve("archive");
        archive.close();
        List<Finding> findings = new ArrayList<>();
        try (ArchiveEvidence.Session session = evidence(root).open(root)) {
            session.checkFiles(findings::add);
            assertThat(findings).isEmpty();
            try (Stream<StoredRecord> records = session.records()) {
                List<StoredRecord> all = records.toList();
                assertThat(all).extracting(record -> record.hash().hex()).containsExactlyInAnyOrderElementsOf(EXPECTED);
                assertThat(all.stream()
                                .filter(record -> record.event().isPresent())
                                .filter(record -> record.place()
                                        .chain()
                                        .orElseThrow()
                                        .deviceId()
                                        .equals(PUMP))
                                .map(record -> record.place().sequenceNumber())
                                .toList())
                        .isSorted();
            }
            try (Stream<Hash> hashes = session.recordHashes()) {
                assertThat(hashes.map(Hash::hex).toList()).isSorted().hasSize(EXPECTED.size());
            }
        }
        Path file = listedFiles().get(0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        try (ArchiveEvidence.Session session = evidence(root).open(root)) {
            session.checkFiles(findings::add);
        }
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isIn(Verdict.TAMPERED, Verdict.CORRUPT);
            assertThat(file.toString()).endsWith(finding.place().source());
        });
    }

    private static ArchiveEvidence evidence(Path root) {
        return ServiceLoader.load(ArchiveEvidence.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.recognises(root))
                .findFirst()
                .orElseThrow();
    }

    private static void remember(byte[] event) {
        EXPECTED.add(EventHash.of(event).hex());
    }

    private static ProducerRecord<byte[], byte[]> event(byte[] event, String device, Optional<String> quarantine) {
        return record(event, device, EventHash.of(event), quarantine);
    }

    private static ProducerRecord<byte[], byte[]> record(
            byte[] value, String device, Hash hash, Optional<String> quarantine) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(Topics.EVENTS, EventFixtures.key(device), value);
        for (io.wardlog.collector.consume.StoredRecord.Header header : EventFixtures.headers(hash, quarantine)) {
            record.headers().add(header.name(), header.value());
        }
        return record;
    }

    /** In transactions as custody does it, so that markers lie between the records; one of them is aborted. */
    private static void produce(List<ProducerRecord<byte[], byte[]>> records) {
        var settings = kafka.producer("test");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            producer.initTransactions();
            producer.beginTransaction();
            send(producer, records.subList(0, Math.min(3, records.size())));
            producer.abortTransaction();
            for (int i = 0; i < records.size(); i += 500) {
                producer.beginTransaction();
                send(producer, records.subList(i, Math.min(records.size(), i + 500)));
                producer.commitTransaction();
            }
        }
    }

    /** Nothing looks at the futures: flush and commit fail when a send did. */
    private static void send(KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(producer.send(record)));
        producer.flush();
        assertThat(sent).allMatch(Future::isDone);
    }

    private static Set<String> exported() throws Exception {
        Set<String> hashes = new HashSet<>();
        for (String line : exportLines()) {
            ObjectNode node = (ObjectNode) MAPPER.readTree(line);
            hashes.add(node.path("hash").asText());
        }
        return hashes;
    }

    private static List<String> exportLines() throws Exception {
        HttpResponse<String> response = send("/v1/export");
        return response.statusCode() == 200 ? response.body().lines().toList() : List.of();
    }

    private static List<String> archived() throws SQLException, IOException {
        Path events = directory.resolve("archive/events");
        if (!Files.isDirectory(events)) {
            return List.of();
        }
        String listed = listedFiles().stream().map(name -> "'" + name + "'").collect(Collectors.joining(","));
        List<String> hashes = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT hash, CASE WHEN sequenceNumber IS NULL THEN hash"
                        + " ELSE sha256('wardlog/event/v1' || chr(10) || event) END FROM read_parquet([" + listed
                        + "])")) {
            while (rows.next()) {
                assertThat(rows.getString(2)).isEqualTo(rows.getString(1));
                hashes.add(rows.getString(1));
            }
        }
        return hashes;
    }

    private static List<Path> listedFiles() throws IOException {
        List<Path> names = new ArrayList<>();
        Path root = directory.resolve("archive");
        try (var manifests = Files.walk(root.resolve("manifests/" + Topics.EVENTS))) {
            for (Path manifest :
                    manifests.filter(path -> path.toString().endsWith(".json")).toList()) {
                MAPPER.readTree(manifest.toFile())
                        .path("files")
                        .forEach(
                                file -> names.add(root.resolve(file.path("name").asText())));
            }
        }
        return names;
    }

    private static List<String> deadLetters() {
        List<String> letters = new ArrayList<>();
        var settings = kafka.consumer("test");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20); // its close waits for the answer to its last fetch
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                    String reason = text(letter, "reason");
                    assertThat(text(letter, "origin-topic")).isEqualTo(Topics.EVENTS);
                    assertThat(text(letter, "origin-offset")).containsOnlyDigits();
                    letters.add(text(letter, "role") + " " + reason.substring(0, reason.indexOf(',')));
                }
            }
        }
        return letters;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(String path) throws Exception {
        return MAPPER.readTree(get(path));
    }

    private static String get(String path) throws Exception {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private static HttpResponse<String> send(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + api.port() + path);
        return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Looks again whenever a role has counted something. */
    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (long seen = METERS.counted(); !condition.call(); seen = METERS.awaitMore(seen, until)) {
            assertThat(System.nanoTime()).as(what).isLessThan(until);
        }
    }
}
