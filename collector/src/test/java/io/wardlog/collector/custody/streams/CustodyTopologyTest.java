package io.wardlog.collector.custody.streams;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.batch.BatchFrame;
import io.wardlog.collector.custody.CustodyDesk;
import io.wardlog.collector.custody.CustodyMetrics;
import io.wardlog.collector.custody.EventSeals;
import io.wardlog.collector.custody.ReceiptCheck;
import io.wardlog.collector.custody.SilenceWatch;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.ingest.AdmissionDesk;
import io.wardlog.collector.ingest.AnswerSigner;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.disclosure.SealKey;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.trace.Spans;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapter between Kafka Streams and custody: topics, keys, headers, times and the clock, on the real topology and RocksDB. */
class CustodyTopologyTest {
    private static final Instant NOW = Instant.parse("2026-11-02T07:15:01Z");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final TestAgent agent = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private final KeyPair collectorKeys = TestAgent.newKeys();
    private final ContentCheck content = new ContentCheck(SchemaRegistry.builtIn());
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> batches;

    @BeforeEach
    void start() throws Exception {
        SealKey sealKey = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        AgentRegister register = new AgentRegister(List.of(agent.registered()), Map.of("tenant-a", sealKey));
        KeyRing collectors =
                new KeyRing(List.of(TrustedKey.of(collectorKeys.getPublic(), KeyPurpose.COLLECTOR_RECEIPT)));
        CustodyMetrics metrics = new CustodyMetrics(new SimpleMeterRegistry());
        CustodyDesk desk = new CustodyDesk(
                () -> register,
                new ReceiptCheck(collectors),
                content,
                new EventSeals(() -> register, new SecureRandom()),
                metrics);
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "custody");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        driver = new TopologyTestDriver(
                CustodyTopology.of(() -> new CustodyProcessor(
                        desk,
                        since -> new SilenceWatch(() -> register, metrics, LIMIT, since),
                        InstantSource.fixed(NOW),
                        new Tracing(Spans.OFF, new SimpleMeterRegistry(), InstantSource.system()))),
                settings,
                NOW);
        batches = driver.createInputTopic(Topics.BATCHES, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void eachRecordGoesToItsTopicWithKeyHeadersAndTheBatchsTime() throws Exception {
        byte[] frame = agent.heartbeat("pump-1").heartbeat("pump-2").seal();
        Instant stored = NOW.minusSeconds(5);
        send(frame, stored);
        List<TestRecord<byte[], byte[]>> events = read(Topics.EVENTS);
        assertThat(events)
                .extracting(record -> text(record.key()))
                .containsExactly("tenant-a/pump-1", "tenant-a/pump-2");
        assertThat(events).extracting(TestRecord::getRecordTime).containsOnly(stored);
        BatchFrame sent = ((BatchFrame.Reading.Value) BatchFrame.decode(frame)).frame();
        for (int i = 0; i < 2; i++) {
            assertThat(events.get(i).value()).isEqualTo(sent.items().get(i).event());
            assertThat(header(events.get(i), RecordHeaders.INDEX)).isEqualTo(Integer.toString(i));
            assertThat(header(events.get(i), RecordHeaders.BATCH))
                    .isEqualTo(agent.last(frame).batchHash().hex());
            assertThat(events.get(i).headers().lastHeader(RecordHeaders.RECEIPT))
                    .isNull();
        }
        assertThat(read(Topics.DISCLOSURES)).hasSize(2);
        assertThat(read(Topics.LEAVES))
                .hasSize(3)
                .extracting(record -> text(record.key()))
                .containsOnly("tenant-a");
        assertThat(read(Topics.PROOFS)).hasSize(1);
        assertThat(json(read(Topics.AGENTS).get(0)).get("batchSequence").asLong())
                .isEqualTo(1);
        assertThat(read(Topics.ALERTS)).isEmpty();
    }

    @Test
    void theLedgerLastsFromRecordToRecord() throws Exception {
        byte[] first = agent.heartbeat("pump-1").seal();
        TestAgent twin = agent.twin();
        send(first, NOW);
        assertThat(read(Topics.EVENTS)).hasSize(1);
        send(first, NOW);
        assertThat(read(Topics.EVENTS)).as("a resend").isEmpty();
        send(agent.heartbeat("pump-1").seal(), NOW);
        assertThat(read(Topics.EVENTS)).hasSize(1);
        send(twin.heartbeat("pump-1").heartbeat("pump-1").seal(), NOW);
        assertThat(read(Topics.EVENTS))
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(header(event, RecordHeaders.QUARANTINE)).isEqualTo("fork"));
        assertThat(json(read(Topics.ALERTS).get(0)).get("code").asText()).isEqualTo("fork");
    }

    @Test
    void whatIsNoBatchIsADeadLetterAndTheNextBatchIsTaken() {
        batches.pipeInput(new TestRecord<>(null, null, NOW));
        batches.pipeInput(new TestRecord<>(bytes("nobody"), bytes("nothing"), NOW));
        assertThat(read(Topics.DEAD_LETTERS))
                .hasSize(2)
                .allSatisfy(letter ->
                        assertThat(header(letter, RecordHeaders.ORIGIN_TOPIC)).isEqualTo(Topics.BATCHES));
        assertThat(read(Topics.ALERTS)).hasSize(2);
        send(agent.heartbeat("pump-1").seal(), NOW);
        assertThat(read(Topics.EVENTS)).hasSize(1);
    }

    /** A broker takes records without a timestamp, which Kafka's own producers never send. */
    @Test
    void aRecordWithoutATimestampStopsNobody() {
        driver.createInputTopic(
                        Topics.BATCHES,
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        Instant.ofEpochMilli(-1),
                        Duration.ZERO)
                .pipeInput(bytes(agent.key()), bytes("nothing"));
        assertThat(read(Topics.DEAD_LETTERS)).hasSize(1);
        send(agent.heartbeat("pump-1").seal(), NOW);
        assertThat(read(Topics.EVENTS)).hasSize(1);
    }

    @Test
    void theWallClockFindsASilentAgentOnce() throws Exception {
        send(agent.heartbeat("pump-1").seal(), NOW);
        driver.advanceWallClockTime(LIMIT);
        assertThat(read(Topics.ALERTS)).isEmpty();
        driver.advanceWallClockTime(Duration.ofSeconds(5));
        driver.advanceWallClockTime(LIMIT);
        List<TestRecord<byte[], byte[]>> alerts = read(Topics.ALERTS);
        assertThat(alerts).hasSize(1);
        assertThat(json(alerts.get(0)).get("code").asText()).isEqualTo("agent_silent");
        List<TestRecord<byte[], byte[]>> standings = read(Topics.AGENTS);
        assertThat(json(standings.get(standings.size() - 1)).get("silent").asBoolean())
                .isTrue();
    }

    @Test
    void aTraceBesideABatchComesOutBesideItsEventAndChangesNothingElse() {
        String context = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        byte[] frame = agent.heartbeat("pump-1").heartbeat("pump-2").seal();
        send(frame, NOW, "1=" + context);
        List<TestRecord<byte[], byte[]>> events = read(Topics.EVENTS);
        assertThat(events).hasSize(2);
        assertThat(events.get(0).headers().lastHeader(RecordHeaders.TRACE)).isNull();
        assertThat(header(events.get(1), RecordHeaders.TRACE)).isEqualTo(context);
        BatchFrame sent = ((BatchFrame.Reading.Value) BatchFrame.decode(frame)).frame();
        assertThat(events.get(1).value()).isEqualTo(sent.items().get(1).event());
        assertThat(read(Topics.AGENTS)).hasSize(1);
        assertThat(read(Topics.ALERTS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Müller, Anna",
                "0=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01;",
                "99=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void whatIsNoTraceIsAsIfItWereNotThere(String named) {
        send(agent.heartbeat("pump-1").seal(), NOW, named);
        List<TestRecord<byte[], byte[]>> events = read(Topics.EVENTS);
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.headers())
                        .extracting(header -> header.key())
                        .containsExactly(
                                RecordHeaders.HASH, RecordHeaders.BATCH, RecordHeaders.INDEX, RecordHeaders.VERDICT));
        assertThat(read(Topics.ALERTS)).isEmpty();
    }

    private void send(byte[] frame, Instant stored, String... traces) {
        byte[] receipt = new AdmissionDesk(
                        content,
                        new AnswerSigner(
                                "collector-1",
                                new PrivateKeySigner(collectorKeys),
                                key -> Optional.empty(),
                                InstantSource.fixed(NOW)),
                        InstantSource.system())
                .admit(agent.registered(), frame)
                .fold(batch -> batch.receipt(), problem -> {
                    throw new AssertionError(problem);
                });
        TestRecord<byte[], byte[]> record = new TestRecord<>(bytes(agent.key()), frame, stored);
        record.headers().add(new RecordHeader(RecordHeaders.RECEIPT, receipt));
        for (String named : traces) {
            record.headers().add(new RecordHeader(RecordHeaders.EVENT_TRACES, bytes(named)));
        }
        batches.pipeInput(record);
    }

    /** What has come to a topic since it was last read. */
    private List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    private static JsonNode json(TestRecord<byte[], byte[]> record) throws IOException {
        return new ObjectMapper().readTree(record.value());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
