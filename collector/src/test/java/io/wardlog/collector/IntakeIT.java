package io.wardlog.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.register.LiveRegister;
import io.wardlog.collector.testkit.Installation;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.config.ConfigLoader;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.FreePorts;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ingest and custody as the process composes them, against a real broker that is a process of its own. One broker, one agent and, but for a
 * restart, one collector for all tests: each looks only at what has come since it began.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class IntakeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> WATCHED =
            List.of(Topics.BATCHES, Topics.EVENTS, Topics.PROOFS, Topics.LEAVES, Topics.ALERTS, Topics.DEAD_LETTERS);

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient STATUS = VERTX.createHttpClient();
    private static final TestAgent AGENT = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private static ForkedServer kafka;
    private static KafkaClients clients;
    private static Collector collector;
    private static HttpClient uplink;
    private static int ingestPort;

    private final Map<TopicPartition, Long> before = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        int port = FreePorts.next();
        kafka = ForkedServer.kafka(directory.resolve("kafka"), port);
        clients = new KafkaClients("127.0.0.1:" + port, "test");
        ingestPort = FreePorts.next();
        Installation.write(directory, AGENT, port, ingestPort);
        collector = startCollector();
        uplink = uplink();
    }

    @AfterAll
    static void stop() throws Exception {
        if (collector != null) {
            collector.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        get(VERTX.close());
    }

    @BeforeEach
    void rememberWhatIsThere() {
        try (KafkaConsumer<byte[], byte[]> consumer = reader()) {
            WATCHED.forEach(topic -> before.putAll(consumer.endOffsets(partitions(consumer, topic))));
        }
    }

    @Test
    @Order(1)
    void whatAnAgentSendsIsPublishedOnceConfirmedAndSurvivesARestart() throws Exception {
        byte[] first = AGENT.heartbeat("pump-1").heartbeat("pump-2").seal();
        byte[] second = AGENT.heartbeat("pump-1").seal();
        assertThat(post(first)).isEqualTo(200);
        assertThat(post(second)).isEqualTo(200);
        assertThat(post(first)).isEqualTo(200);
        List<ConsumerRecord<byte[], byte[]>> events = await(Topics.EVENTS, 3);
        assertThat(events).allMatch(event -> event.headers().lastHeader(RecordHeaders.QUARANTINE) == null);
        awaitConfirmed(second);
        awaitMetric("wardlog_custody_batches_total{kind=\"resent\"}", 1);
        collector.close();
        collector = startCollector();
        byte[] third = AGENT.heartbeat("pump-1").seal();
        assertThat(post(third)).isEqualTo(200);
        awaitConfirmed(third);
        assertThat(await(Topics.EVENTS, 4)).hasSize(4);
        assertThat(await(Topics.PROOFS, 3)).hasSize(3);
        assertThat(await(Topics.LEAVES, 7)).hasSize(7);
        assertThat(read(Topics.ALERTS, records -> true)).isEmpty();
    }

    @Test
    @Order(2)
    void custodysLagEndsAtZeroAndEveryMetricSaysWhatItIs() throws Exception {
        assertThat(post(AGENT.heartbeat("pump-1").seal())).isEqualTo(200);
        await(Topics.EVENTS, 1);
        awaitMetric("wardlog_consumer_lag{role=\"custody\"}", 0);
        assertThat(metrics().lines().filter(line -> line.startsWith("# HELP")))
                .isNotEmpty()
                .allMatch(line -> line.strip().split(" ", 4).length == 4);
    }

    @Test
    @Order(3)
    void oneByteChangedOnTheWireIsRefusedCountedAndReported() throws Exception {
        byte[] sound = AGENT.heartbeat("pump-1").seal();
        double refused = metric("wardlog_ingest_refusals_total{code=\"frame_checksum\"}");
        int posted = 0;
        for (int at = 4; at < sound.length; at += 1 + sound.length / 20) {
            byte[] changed = sound.clone();
            changed[at] ^= 1;
            Answer answer = get(request(HttpMethod.POST, "/v1/batches", changed));
            assertThat(answer.status).as("byte " + at).isEqualTo(400);
            assertThat(new ObjectMapper().readTree(answer.body).get("code").asText())
                    .isEqualTo("frame_checksum");
            posted++;
        }
        assertThat(metric("wardlog_ingest_refusals_total{code=\"frame_checksum\"}") - refused)
                .isEqualTo(posted);
        assertThat(codes(await(Topics.ALERTS, 1))).containsExactly("frame_checksum");
        assertThat(post(sound)).isEqualTo(200);
        awaitConfirmed(sound);
        assertThat(await(Topics.EVENTS, 1)).hasSize(1);
    }

    @Test
    @Order(4)
    void aValueAlteredAndProducedAgainUnderItsKeyIsFoundAndGoesNoFurther() throws Exception {
        byte[] frame = AGENT.heartbeat("pump-1").seal();
        assertThat(post(frame)).isEqualTo(200);
        await(Topics.EVENTS, 1);
        ConsumerRecord<byte[], byte[]> original = await(Topics.BATCHES, 1).get(0);
        byte[] altered = original.value().clone();
        altered[altered.length / 2] ^= 1;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(clients.producer("intruder"))) {
            producer.send(new ProducerRecord<>(Topics.BATCHES, null, original.key(), altered, original.headers()))
                    .get(10, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>(Topics.BATCHES, "nobody".getBytes(StandardCharsets.UTF_8), altered))
                    .get(10, TimeUnit.SECONDS);
        }
        assertThat(await(Topics.DEAD_LETTERS, 2)).hasSize(2);
        assertThat(codes(await(Topics.ALERTS, 2))).containsExactlyInAnyOrder("frame_checksum", "unknown_agent");
        assertThat(logs.values("batch_dead_lettered", "code"))
                .containsExactlyInAnyOrder("frame_checksum", "unknown_agent");
        assertThat(metric("wardlog_custody_dead_letters_total{code=\"frame_checksum\"}"))
                .isEqualTo(1);
        assertThat(post(AGENT.heartbeat("pump-1").seal())).isEqualTo(200);
        assertThat(await(Topics.EVENTS, 2)).hasSize(2);
    }

    @Test
    @Order(5)
    void theLimitsOfTheConfigurationAreKept() throws Exception {
        int port = FreePorts.next();
        byte[] many = heartbeats(100).seal();
        byte[] next = AGENT.heartbeat("pump-1").seal();
        try (Collector limited = startCollector(Map.of(
                "WARDLOG_COLLECTOR_ROLES", "ingest",
                "WARDLOG_COLLECTOR_INGEST_LISTEN", "127.0.0.1:" + port,
                "WARDLOG_COLLECTOR_INGEST_LIMITS_AGENT_EVENTS_PER_SECOND", "1",
                "WARDLOG_COLLECTOR_INGEST_LIMITS_AGENT_BYTES_PER_SECOND", "1MiB",
                "WARDLOG_COLLECTOR_INGEST_LIMITS_AGENT_BURST", "1s"))) {
            assertThat(limited.isListening()).isTrue();
            assertThat(get(request(port, HttpMethod.POST, "/v1/batches", many)).status)
                    .isEqualTo(200);
            Answer putOff = get(request(port, HttpMethod.POST, "/v1/batches", next));
            assertThat(putOff.status).isEqualTo(429);
            assertThat(new ObjectMapper().readTree(putOff.body).get("code").asText())
                    .isEqualTo("rate_limited");
        }
        assertThat(post(next)).as("the one without a limit").isEqualTo(200);
        awaitConfirmed(next);
        assertThat(await(Topics.EVENTS, 101)).hasSize(101);
    }

    private static TestAgent heartbeats(int count) {
        for (int i = 0; i < count; i++) {
            AGENT.heartbeat("pump-1");
        }
        return AGENT;
    }

    @Test
    @Order(6)
    void killedKafkaLosesNothingThatHasAReceipt() throws Exception {
        assertThat(post(AGENT.heartbeat("pump-1").seal())).isEqualTo(200);
        byte[] second = AGENT.heartbeat("pump-1").seal();
        kafka.killForcibly();
        int status = post(second);
        assertThat(status).isEqualTo(503);
        assertThat(logs.events()).contains("batch_not_stored");
        assertThat(status("/ready")).contains("\"ready\":false").contains("Kafka does not take batches");
        kafka.start();
        while (status != 200) {
            assertThat(status).isEqualTo(503);
            status = post(second);
        }
        assertThat(await(Topics.EVENTS, 2)).hasSize(2);
        awaitConfirmed(second);
    }

    private static List<String> codes(List<ConsumerRecord<byte[], byte[]>> alerts) throws IOException {
        List<String> codes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> alert : alerts) {
            codes.add(new ObjectMapper().readTree(alert.value()).get("code").asText());
        }
        return codes;
    }

    private static String metrics() throws Exception {
        return status("/metrics");
    }

    /** Waits until a metric has this value. */
    private static void awaitMetric(String name, double value) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (metric(name) != value && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(metric(name)).as(name).isEqualTo(value);
    }

    private static String status(String path) throws Exception {
        return get(STATUS.request(HttpMethod.GET, collector.statusPort(), "127.0.0.1", path)
                .compose(request -> request.send().compose(response -> response.body()))
                .map(Buffer::toString));
    }

    /** The value of a metric with its labels; 0 when it is not there. */
    private static double metric(String name) throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    private static Collector startCollector() throws Exception {
        return startCollector(Map.of());
    }

    /** With these settings instead of those in the file. */
    private static Collector startCollector(Map<String, String> environment) throws Exception {
        CollectorConfig config = ConfigLoader.load(
                CollectorConfig.class,
                directory.resolve("collector.yaml"),
                environment,
                CollectorConfig.ENVIRONMENT_PREFIX);
        Collector started = new Collector(config, LiveRegister.open(config.register()), (role, cause) -> {
            throw new AssertionError(role, cause);
        });
        started.start();
        return started;
    }

    private static HttpClient uplink() {
        Path own = directory.resolve("pki/agents/gateway-1");
        return VERTX.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(directory.resolve("pki/ca.pem").toString()))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.resolve("tls.pem").toString())
                        .addKeyPath(own.resolve("tls.key").toString())));
    }

    private static int post(byte[] frame) throws Exception {
        return get(request(HttpMethod.POST, "/v1/batches", frame).map(answer -> answer.status));
    }

    /** Asks for the signed head until it names this frame's batch. */
    private static void awaitConfirmed(byte[] frame) throws Exception {
        long sequence = AGENT.last(frame).batchSequence();
        long end = System.nanoTime() + PATIENCE.toNanos();
        long confirmed = 0;
        while (confirmed < sequence && System.nanoTime() < end) {
            Answer answer = get(request(HttpMethod.GET, "/v1/head", new byte[0]));
            confirmed = answer.status == 503 ? 0 : confirmed(answer.body);
        }
        assertThat(confirmed).isEqualTo(sequence);
    }

    private static long confirmed(byte[] body) {
        SignedAnswer answer = ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.HEAD, body)).answer();
        return ((SignedHead.Reading.Value) SignedHead.read(answer.body()))
                .head()
                .confirmed()
                .map(head -> head.batch().batchSequence())
                .orElse(0L);
    }

    private record Answer(int status, byte[] body) {}

    private static Future<Answer> request(HttpMethod method, String path, byte[] body) {
        return request(ingestPort, method, path, body);
    }

    private static Future<Answer> request(int port, HttpMethod method, String path, byte[] body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("localhost")
                .setPort(port)
                .setURI(path)
                .putHeader("content-type", BatchFrame.MEDIA_TYPE);
        return uplink.request(options)
                // Asked for in the same turn of the event loop, or a body that comes at once has nobody to go to
                .compose(request -> request.send(Buffer.buffer(body))
                        .compose(response ->
                                response.body().map(bytes -> new Answer(response.statusCode(), bytes.getBytes()))));
    }

    private List<ConsumerRecord<byte[], byte[]>> await(String topic, int count) {
        return read(topic, records -> records.size() >= count);
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Each further question waits for the answer to its last fetch, a close as well: the broker is not to hold that back for long. */
    private static KafkaConsumer<byte[], byte[]> reader() {
        Map<String, Object> settings = clients.consumer("reader");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
        return new KafkaConsumer<>(settings);
    }

    /** Everything committed in a topic since the test began, once that is enough; fails when it does not become enough in time. */
    private List<ConsumerRecord<byte[], byte[]>> read(
            String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = reader()) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, before.get(partition)));
            long end = System.nanoTime() + PATIENCE.toNanos();
            boolean isAtEnd = false;
            while (!(enough.test(found) && isAtEnd) && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
                isAtEnd = consumer.endOffsets(partitions).entrySet().stream()
                        .allMatch(last -> consumer.position(last.getKey()) >= last.getValue());
            }
            assertThat(enough.test(found)).as(topic + " has " + found.size()).isTrue();
        }
        return found;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
