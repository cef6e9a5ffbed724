package io.wardlog.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.wardlog.batch.BatchFrame;
import io.wardlog.collector.archive.evidence.ParquetArchiveEvidence;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.register.LiveRegister;
import io.wardlog.collector.testkit.Forwarder;
import io.wardlog.collector.testkit.Installation;
import io.wardlog.collector.testkit.KafkaGrants;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.testkit.TlsFront;
import io.wardlog.collector.tls.ClientTls;
import io.wardlog.collector.tls.TlsContexts;
import io.wardlog.collector.topic.TopicSpec;
import io.wardlog.collector.topic.Topics;
import io.wardlog.config.ConfigLoader;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.FreePorts;
import io.wardlog.servers.KafkaTls;
import io.wardlog.testkit.LogMemory;
import io.wardlog.verify.ArchiveEvidence;
import io.wardlog.verify.StoredRecord;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kafka with mutual TLS, where each role is a principal of its own with the rights that {@code kafka-acls.sh} grants, and no other, and
 * OpenSearch behind TLS. Tests build on one another.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaAccessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long EVERY_MILLIS = 50;
    private static final List<String> ROLES = List.of("ingest", "custody", "index", "archive", "api");
    private static final TestAgent AGENT = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ConcurrentLinkedQueue<String> FAULTS = new ConcurrentLinkedQueue<>();

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    static Path directory;

    private static int kafkaPort;
    private static int openSearchPort;
    private static int ingestPort;
    private static int apiPort;
    private static ForkedServer kafka;
    private static ForkedServer openSearch;
    private static TlsFront front;
    private static Admin admin;
    private static HttpClient uplink;
    private static int sent;
    private static final Map<String, Collector> COLLECTORS = new TreeMap<>();

    @BeforeAll
    static void start() throws Exception {
        kafkaPort = FreePorts.next();
        openSearchPort = FreePorts.next();
        ingestPort = FreePorts.next();
        apiPort = FreePorts.next();
        Installation.write(directory, AGENT, kafkaPort, ingestPort);
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), Installation.VALID);
        DevelopmentPki pki = DevelopmentPki.open(directory.resolve("pki"));
        for (String name : List.of("init", "ingest", "custody", "index", "archive", "api", "stranger")) {
            pki.device("tenant-a", "wardlog-" + name, validity);
        }
        DevelopmentPki.create(directory.resolve("other"), validity).device("tenant-a", "wardlog-index", validity);
        Path own = directory.resolve("pki/collector");
        kafka = ForkedServer.launchKafka(
                directory.resolve("kafka"),
                kafkaPort,
                new KafkaTls(pki.caFile(), own.resolve("tls.pem"), own.resolve("tls.key"), "wardlog-collector"));
        openSearch = ForkedServer.openSearch(directory.resolve("opensearch"), openSearchPort);
        kafka.awaitReady();
        front = new TlsFront(VERTX, own, pki.caFile(), openSearchPort);
        Files.writeString(directory.resolve("password"), "not for long");
        front.know("wardlog-api", "not for long");
        admin = Admin.create(clients(tls("pki/collector")).connection("super"));
        admin.createAcls(KafkaGrants.read()).all().get();
        uplink = HttpClient.newBuilder()
                .sslContext(TlsContexts.of(tls("pki/agents/gateway-1")))
                .build();
    }

    @AfterAll
    static void stop() {
        COLLECTORS.values().forEach(Collector::close);
        if (admin != null) {
            admin.close();
        }
        VERTX.close();
        if (openSearch != null) {
            openSearch.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    @Order(1)
    void initMakesWhatIsMissingAndSaysWhatDiffers() throws Exception {
        int all = TopicSpec.all(3).size() + 2; // with the ledger's changelog and the index template
        Ended dry = init("init", "--dry-run");
        assertThat(dry.exit).isEqualTo(1);
        assertThat(dry.out.lines()).hasSize(all).allMatch(line -> line.contains(" is missing; create it "));
        assertThat(admin.listTopics().names().get()).isEmpty();
        Ended refused = init("custody");
        assertThat(refused.exit).as(refused.err).isEqualTo(1);
        assertThat(refused.out).contains(Topics.EVENTS + " is missing; Kafka refuses CREATE on it");
        Ended made = init("init");
        assertThat(made.exit).as(made.out + made.err).isZero();
        assertThat(made.out.lines().filter(line -> line.startsWith("created  topic wardlog")))
                .hasSize(all - 1);
        Ended again = init("init");
        assertThat(again.exit).as(again.out + again.err).isZero();
        assertThat(again.out.lines()).hasSize(all).allMatch(line -> line.startsWith("right    "));
        set(Topics.BATCHES, "max.message.bytes", "1000000");
        Ended differs = init("init", "--json");
        assertThat(differs.exit).isEqualTo(1);
        JsonNode difference = MAPPER.readTree(differs.out).path("differences");
        assertThat(difference).hasSize(1);
        assertThat(difference.get(0).path("what").asText()).isEqualTo("topic " + Topics.BATCHES);
        assertThat(difference.get(0).path("setting").asText()).isEqualTo("max.message.bytes");
        assertThat(difference.get(0).path("found").asText()).isEqualTo("1000000");
        assertThat(difference.get(0).path("wanted").asText()).isEqualTo("at least 2097152");
        assertThat(init("init").exit).as("it stays as it was").isEqualTo(1);
        set(Topics.BATCHES, "max.message.bytes", "2097152");
        Ended unanswered = init("stranger");
        assertThat(unanswered.exit).isEqualTo(3);
        assertThat(unanswered.err)
                .contains(
                        "DESCRIBE and DESCRIBE_CONFIGS on the topic wardlog-custody-ledger-changelog, wardlog.agents.v1");
    }

    /** The template and the indices that were made from one. */
    @Test
    @Order(2)
    void initPutsTheIndexTemplateAndSaysWhereAnotherOrAnIndexDiffers() throws Exception {
        toOpenSearch("DELETE", "/_index_template/wardlog-events", "");
        Ended dry = init("init", "--dry-run");
        assertThat(dry.exit).isEqualTo(1);
        assertThat(dry.out).contains("differs  index template wardlog-events is missing; create it ");
        Ended made = init("init");
        assertThat(made.exit).as(made.out + made.err).isZero();
        assertThat(made.out).contains("created  index template wardlog-events: ");
        toOpenSearch("PUT", "/wardlog-events-2026.11.01", "{}");
        Ended right = init("init");
        assertThat(right.exit).as(right.out + right.err).isZero();
        assertThat(right.out).contains("right    index wardlog-events-2026.11.01");
        toOpenSearch("DELETE", "/wardlog-events-2026.11.01", "");
        String other = "{\"index_patterns\":[\"wardlog-events-*\"],\"priority\":200,"
                + "\"template\":{\"settings\":{\"index\":{\"number_of_shards\":2}}}}";
        toOpenSearch("PUT", "/_index_template/wardlog-events", other);
        toOpenSearch("PUT", "/wardlog-events-2026.11.01", "{}");
        Ended differs = init("init");
        assertThat(differs.exit).isEqualTo(1);
        assertThat(differs.out)
                .contains("index template wardlog-events has template.settings.index.number_of_shards=2, not 1: ")
                .contains(
                        "index wardlog-events-2026.11.01 has mappings.properties.deviceId.type=nothing, not keyword: ");
        assertThat(init("init").exit).as("it stays as it was").isEqualTo(1);
        toOpenSearch("DELETE", "/wardlog-events-2026.11.01", "");
        toOpenSearch("DELETE", "/_index_template/wardlog-events", "");
    }

    private static void toOpenSearch(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + openSearchPort + path))
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 404);
    }

    @Test
    @Order(2)
    void aStrangerNeitherReadsNorWrites() throws Exception {
        ClientTls own = tls("pki/devices/wardlog-stranger");
        for (ClientTls unknown : List.of(
                new ClientTls(own.ca(), Optional.empty(), Optional.empty()),
                new ClientTls(
                        own.ca(),
                        Optional.of(directory.resolve("other/devices/wardlog-index/tls.pem")),
                        Optional.of(directory.resolve("other/devices/wardlog-index/tls.key"))),
                new ClientTls(directory.resolve("other/ca.pem"), own.certificate(), own.key()))) {
            assertThatThrownBy(() -> write(unknown, Topics.BATCHES))
                    .hasStackTraceContaining(SslAuthenticationException.class.getName());
            assertThatThrownBy(() -> read(unknown, Topics.EVENTS)).isInstanceOf(SslAuthenticationException.class);
        }
        for (TopicSpec spec : TopicSpec.all(3)) {
            assertThatThrownBy(() -> write(own, spec.name())).hasStackTraceContaining("AuthorizationException");
            assertThatThrownBy(() -> read(own, spec.name())).isInstanceOf(TopicAuthorizationException.class);
        }
        try (Admin stranger = Admin.create(clients(own).connection("stranger"))) {
            assertThat(stranger.listTopics().names().get()).isEmpty();
        }
    }

    @Test
    @Order(3)
    void aRoleReadsAndWritesNothingElse() throws Exception {
        assertThatThrownBy(() -> read(tls("pki/devices/wardlog-index"), Topics.BATCHES))
                .isInstanceOf(TopicAuthorizationException.class);
        assertThatThrownBy(() -> read(tls("pki/devices/wardlog-api"), Topics.EVENTS))
                .isInstanceOf(TopicAuthorizationException.class);
        for (String role : List.of("ingest", "index", "archive", "api")) {
            assertThatThrownBy(() -> write(tls("pki/devices/wardlog-" + role), Topics.EVENTS))
                    .hasStackTraceContaining("AuthorizationException");
        }
    }

    @Test
    @Order(4)
    void thePipelineRunsWithTheseRights() throws Exception {
        front.callers().clear();
        for (String role : ROLES) {
            COLLECTORS.put(role, startCollector(role));
        }
        for (String role : ROLES) {
            await(role + " is ready", () -> ready(role).startsWith("200"), () -> ready(role));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(post()).isEqualTo(200);
        }
        awaitArrived();
        await(
                "the agent's head",
                () -> get(apiPort, "/v1/agents").contains("\"batchSequence\":3"),
                () -> get(apiPort, "/v1/agents"));
        assertThat(front.callers()).containsExactlyInAnyOrder("CN=wardlog-index", "password");
        assertThat(admin.listTopics().names().get())
                .as("nobody made another topic")
                .hasSize(TopicSpec.all(3).size() + 1);
        assertThat(FAULTS).isEmpty();
    }

    @ParameterizedTest
    @Order(5)
    @CsvSource({
        "custody, WRITE, wardlog.events.v1",
        "index, READ, wardlog.events.v1",
        "archive, READ, wardlog.proofs.v1"
    })
    void aRightThatIsTakenAwayIsNamedAndNothingIsLost(String role, String operation, String topic) throws Exception {
        AclBinding right = right(role, operation, topic);
        admin.deleteAcls(List.of(right.toFilter())).all().get();
        int status = post();
        assertThat(status).isEqualTo(200);
        String sentence = operation + " on the topic " + topic + ": grant it";
        await(
                role + " says it",
                () -> {
                    String said = ready(role);
                    return said.startsWith("503") && said.contains(sentence);
                },
                () -> ready(role));
        admin.createAcls(List.of(right)).all().get();
        await(role + " is ready", () -> ready(role).startsWith("200"), () -> ready(role));
        awaitArrived();
        assertThat(FAULTS).isEmpty();
    }

    @Test
    @Order(6)
    void withoutTheRightToWriteAnAgentIsToldToComeBack() throws Exception {
        AclBinding right = right("ingest", "WRITE", Topics.BATCHES);
        admin.deleteAcls(List.of(right.toFilter())).all().get();
        byte[] frame = AGENT.heartbeat("pump-1").seal();
        await("the refusal", () -> post(frame) == 503, () -> "");
        // A batch that only came too late is answered in the same way: what is awaited is the reason.
        String sentence = "WRITE on the topic " + Topics.BATCHES + ": grant it";
        await("the reason", () -> post(frame) == 503 && ready("ingest").contains(sentence), () -> ready("ingest"));
        assertThat(ready("ingest")).startsWith("503");
        admin.createAcls(List.of(right)).all().get();
        await("the batch is taken", () -> post(frame) == 200, () -> "");
        sent++;
        awaitArrived();
    }

    @Test
    @Order(7)
    void aProcessWithoutTheRightToLookWaitsAndSaysSo() throws Exception {
        Collector stranger = new Collector(config("stranger", "api"), register(), (role, cause) -> FAULTS.add(role));
        Thread starting = new Thread(() -> startQuietly(stranger), "starting");
        COLLECTORS.put("stranger", stranger);
        starting.start();
        await(
                "what it waits for",
                () -> stranger.isListening()
                        && ready("stranger").contains("DESCRIBE and DESCRIBE_CONFIGS on the topic"),
                () -> ready("stranger"));
        stranger.close();
        starting.join(PATIENCE.toMillis());
        assertThat(starting.isAlive()).isFalse();
        assertThat(FAULTS).isEmpty();
    }

    /** The proof that the check refuses: without it the same client reaches the same broker. */
    @Test
    @Order(8)
    void aBrokerAtAnAddressThatItsCertificateDoesNotNameIsNotTrusted() throws Exception {
        try (Forwarder elsewhere = Forwarder.at(VERTX, "127.0.0.2", kafkaPort)) {
            KafkaClients clients =
                    new KafkaClients("127.0.0.2:" + elsewhere.port(), "test", Optional.of(tls("pki/collector")));
            Map<String, Object> unchecked = clients.connection("unchecked");
            unchecked.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "");
            try (Admin reached = Admin.create(unchecked)) {
                assertThat(reached.describeCluster().nodes().get()).hasSize(1);
            }
            try (Admin refused = Admin.create(clients.connection("checked"))) {
                assertThatThrownBy(() -> refused.describeCluster().nodes().get())
                        .hasStackTraceContaining(SslAuthenticationException.class.getName())
                        .hasStackTraceContaining("127.0.0.2");
            }
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(clients.consumer("reader"))) {
                assertThatThrownBy(() -> consumer.partitionsFor(Topics.EVENTS))
                        .isInstanceOf(SslAuthenticationException.class);
            }
        }
    }

    /** The principal that a certificate makes shows which one a producer used: the first may only look at the topic, the second writes. */
    @Test
    @Order(9)
    void aRenewedCertificateCountsForAProducerThatRuns() throws Exception {
        Path files = Files.createDirectories(directory.resolve("renewed"));
        copyTls("wardlog-index", files, "tls.pem", "tls.key");
        Map<String, Object> settings = clients(tls("renewed")).producer("renewed");
        settings.put(ProducerConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG, 200);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_000);
        // Who was refused asks for the topics again and again; more often than this, and it is never idle
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            assertThatThrownBy(() -> send(producer)).hasStackTraceContaining("AuthorizationException");
            copyTls("wardlog-ingest", files, "tls.pem");
            awaitNoConnection(producer);
            assertThatThrownBy(() -> send(producer))
                    .as("half of it changes nothing")
                    .hasStackTraceContaining("AuthorizationException");
            assertThat(logs.events())
                    .contains("kafka_certificates_refused")
                    .doesNotContain("kafka_certificates_reloaded");
            copyTls("wardlog-ingest", files, "tls.key");
            awaitNoConnection(producer);
            send(producer);
            assertThat(logs.events()).contains("kafka_certificates_reloaded");
        }
    }

    private static void copyTls(String device, Path to, String... names) throws Exception {
        for (String name : names) {
            Path from = directory.resolve("pki/devices").resolve(device).resolve(name);
            Files.copy(from, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer) throws Exception {
        producer.send(new ProducerRecord<>(Topics.BATCHES, new byte[1], new byte[1]))
                .get();
    }

    /** Flushing wakes the producer, which then ends what is idle. */
    private static void awaitNoConnection(KafkaProducer<byte[], byte[]> producer) throws Exception {
        await(
                "no connection",
                () -> {
                    producer.flush();
                    return connections(producer) == 0;
                },
                () -> "" + connections(producer));
    }

    private static double connections(KafkaProducer<byte[], byte[]> producer) {
        return producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("connection-count")
                        && metric.getKey().group().equals("producer-metrics"))
                .mapToDouble(metric -> (Double) metric.getValue().metricValue())
                .sum();
    }

    /** Of two processes with one name the elder ends, says why, and the younger goes on where it was. */
    @Test
    @Order(10)
    void ofTwoCollectorsWithOneNameTheElderEnds() throws Exception {
        List<String> roles = List.of("index", "custody"); // the archive's loop is that of the index
        Map<String, Collector> elder = new TreeMap<>(COLLECTORS);
        for (String role : roles) {
            COLLECTORS.put(role, startAgain(role));
        }
        for (String role : roles) {
            String end = role + " java.lang.IllegalStateException: another process runs with this collectorId";
            await(role + " ends", () -> FAULTS.contains(end), FAULTS::toString);
            elder.get(role).close();
            await(role + " goes on", () -> ready(role).startsWith("200"), () -> ready(role));
        }
        assertThat(post()).isEqualTo(200);
        awaitArrived();
        assertThat(FAULTS).as("one each").hasSize(roles.size());
        FAULTS.clear();
    }

    /** Another process of the same name, with a data directory of its own. */
    private static Collector startAgain(String role) throws Exception {
        Map<String, String> elsewhere = Map.of(
                CollectorConfig.ENVIRONMENT_PREFIX + "_DATA_DIR",
                directory.resolve("again-" + role).toString());
        CollectorConfig config = ConfigLoader.load(
                CollectorConfig.class, write(role, role), elsewhere, CollectorConfig.ENVIRONMENT_PREFIX);
        Collector younger = new Collector(config, register(), (failed, cause) -> FAULTS.add("younger " + cause));
        younger.start();
        return younger;
    }

    private static void startQuietly(Collector collector) {
        try {
            collector.start();
        } catch (Exception fault) {
            FAULTS.add(fault.toString());
        }
    }

    private static AclBinding right(String role, String operation, String topic) throws Exception {
        return KafkaGrants.read().stream()
                .filter(grant -> grant.entry().principal().equals("User:wardlog-" + role)
                        && grant.entry().operation().name().equals(operation)
                        && grant.pattern().name().equals(topic))
                .findFirst()
                .orElseThrow();
    }

    private static Collector startCollector(String role) throws Exception {
        Collector collector =
                new Collector(config(role, role), register(), (failed, cause) -> FAULTS.add(failed + " " + cause));
        collector.start();
        return collector;
    }

    private static LiveRegister register() {
        return LiveRegister.open(directory.resolve("register.yaml"));
    }

    private static CollectorConfig config(String principal, String role) throws Exception {
        return ConfigLoader.load(
                CollectorConfig.class, write(principal, role), Map.of(), CollectorConfig.ENVIRONMENT_PREFIX);
    }

    private static Path write(String principal, String role) throws Exception {
        boolean isApi = principal.equals("api"); // which logs in by password, the others by certificate
        String certificate = "pki/devices/wardlog-" + principal;
        return Files.writeString(directory.resolve(principal + ".yaml"), """
                collectorId: %1$s-1
                roles: [%2$s]
                dataDir: data-%1$s
                register: register.yaml
                kafka:
                  bootstrap: ["127.0.0.1:%3$d"]
                  singleNode: true
                  partitions: 3
                  tls:
                    ca: pki/ca.pem
                    certificate: pki/devices/wardlog-%1$s/tls.pem
                    key: pki/devices/wardlog-%1$s/tls.key
                status: {listen: "127.0.0.1:0"}
                ingest:
                  listen: 127.0.0.1:%4$d
                  certificate: pki/collector/tls.pem
                  key: pki/collector/tls.key
                  clientCa: pki/ca.pem
                  receiptKey: pki/collector/receipt.key
                  receiptPublicKey: pki/collector/receipt.pub.pem
                  deliveryTimeout: 5s
                custody: {receiptPublicKeys: [pki/collector/receipt.pub.pem]}
                index:
                  opensearch: https://localhost:%5$d
                  tls: {ca: pki/ca.pem%7$s}
                %8$s
                archive: {directory: archive, flushAfter: 1s}
                api: {listen: "127.0.0.1:%6$d"}
                """.formatted(
                        principal,
                        role,
                        kafkaPort,
                        ingestPort,
                        front.port(),
                        apiPort,
                        isApi ? "" : ", certificate: " + certificate + "/tls.pem, key: " + certificate + "/tls.key",
                        isApi ? "  user: wardlog-api\n  passwordFile: password" : ""));
    }

    private record Ended(int exit, String out, String err) {}

    private static Ended init(String principal, String... options) throws Exception {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String file = write(principal, "index").toString();
        String[] words = Stream.concat(Stream.of("init", "--config", file), Stream.of(options))
                .toArray(String[]::new);
        int exit = CollectorMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
        return new Ended(exit, out.toString(), err.toString());
    }

    private static ClientTls tls(String files) {
        return new ClientTls(
                directory.resolve("pki/ca.pem"),
                Optional.of(directory.resolve(files + "/tls.pem")),
                Optional.of(directory.resolve(files + "/tls.key")));
    }

    private static KafkaClients clients(ClientTls tls) {
        return new KafkaClients("127.0.0.1:" + kafkaPort, "test", Optional.of(tls));
    }

    private static void write(ClientTls tls, String topic) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = clients(tls).producer("writer");
        settings.put("max.block.ms", 10_000);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1])).get();
        }
    }

    private static void read(ClientTls tls, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(clients(tls).consumer("reader"))) {
            List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200));
            }
        }
    }

    private static void set(String topic, String name, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    /** Sends a new batch of one event. */
    private static int post() throws Exception {
        int status = post(AGENT.heartbeat("pump-1").seal());
        sent += status == 200 ? 1 : 0;
        return status;
    }

    private static int post(byte[] frame) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + ingestPort + "/v1/batches"))
                .header("content-type", BatchFrame.MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofByteArray(frame))
                .build();
        return uplink.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
    }

    /** Waits until index and archive hold every event that was sent, once. */
    private static void awaitArrived() throws Exception {
        await("in the index", () -> indexed() >= sent, () -> indexed() + " of " + sent);
        await("in the archive", () -> archived() >= sent, () -> archived() + " of " + sent);
        assertThat(indexed()).isEqualTo(sent);
        assertThat(archived()).isEqualTo(sent);
    }

    private static int indexed() throws Exception {
        return MAPPER.readTree(get(apiPort, "/v1/events?limit=500"))
                .path("events")
                .size();
    }

    private static long archived() throws Exception {
        Path archive = directory.resolve("archive");
        if (!new ParquetArchiveEvidence().recognises(archive)) {
            return 0;
        }
        try (ArchiveEvidence.Session session = new ParquetArchiveEvidence().open(archive);
                Stream<StoredRecord> records = session.records()) {
            return records.count();
        }
    }

    private static String ready(String role) throws Exception {
        return answer(COLLECTORS.get(role).statusPort(), "/ready");
    }

    private static String get(int port, String path) throws Exception {
        return answer(port, path).substring(4);
    }

    private static String answer(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        return String.format(Locale.ROOT, "%d %s", answer.statusCode(), answer.body());
    }

    /** Asks again and again, and leaves most of the time to those who are asked. */
    private static void await(String what, Callable<Boolean> condition, Callable<String> found) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": " + found.call());
            }
            TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
        }
    }
}
