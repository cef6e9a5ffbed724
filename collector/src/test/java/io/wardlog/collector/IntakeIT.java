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
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.testkit.Installation;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.config.ConfigLoader;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingest and custody as the process composes them, against a real broker that is a process of its own. */
class IntakeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestAgent agent = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private ForkedServer kafka;
    private KafkaClients clients;
    private Collector collector;
    private HttpClient uplink;
    private int ingestPort;

    @BeforeEach
    void start() throws Exception {
        int port = FreePorts.next();
        kafka = ForkedServer.kafka(directory.resolve("kafka"), port);
        clients = new KafkaClients("127.0.0.1:" + port, "test");
        ingestPort = FreePorts.next();
        Path config = Installation.write(directory, agent, port, ingestPort);
        collector = startCollector(config);
        uplink = uplink();
    }

    @AfterEach
    void stop() throws Exception {
        collector.close();
        kafka.close();
        get(vertx.close());
    }

    @Test
    void whatAnAgentSendsIsPublishedOnceConfirmedAndSurvivesARestart() throws Exception {
        byte[] first = agent.heartbeat("pump-1").heartbeat("pump-2").seal();
        byte[] second = agent.heartbeat("pump-1").seal();
        assertThat(post(first)).isEqualTo(200);
        assertThat(post(second)).isEqualTo(200);
        assertThat(post(first)).isEqualTo(200);
        List<ConsumerRecord<byte[], byte[]>> events = await(Topics.EVENTS, 3);
        assertThat(events).allMatch(event -> event.headers().lastHeader(RecordHeaders.QUARANTINE) == null);
        awaitConfirmed(2);
        collector.close();
        collector = startCollector(directory.resolve("collector.yaml"));
        assertThat(post(agent.heartbeat("pump-1").seal())).isEqualTo(200);
        awaitConfirmed(3);
        assertThat(await(Topics.EVENTS, 4)).hasSize(4);
        assertThat(await(Topics.PROOFS, 3)).hasSize(3);
        assertThat(await(Topics.LEAVES, 7)).hasSize(7);
        assertThat(read(Topics.ALERTS, records -> true)).isEmpty();
    }

    @Test
    void aValueAlteredAndProducedAgainUnderItsKeyIsFoundAndGoesNoFurther() throws Exception {
        byte[] frame = agent.heartbeat("pump-1").seal();
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
        List<String> codes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> alert : await(Topics.ALERTS, 2)) {
            codes.add(new ObjectMapper().readTree(alert.value()).get("code").asText());
        }
        assertThat(codes).containsExactlyInAnyOrder("frame_checksum", "unknown_agent");
        assertThat(post(agent.heartbeat("pump-1").seal())).isEqualTo(200);
        assertThat(await(Topics.EVENTS, 2)).hasSize(2);
    }

    @Test
    void killedKafkaLosesNothingThatHasAReceipt() throws Exception {
        assertThat(post(agent.heartbeat("pump-1").seal())).isEqualTo(200);
        byte[] second = agent.heartbeat("pump-1").seal();
        kafka.killForcibly();
        int status = post(second);
        kafka.start();
        while (status != 200) {
            assertThat(status).isEqualTo(503);
            status = post(second);
        }
        assertThat(await(Topics.EVENTS, 2)).hasSize(2);
        awaitConfirmed(2);
    }

    private Collector startCollector(Path file) throws Exception {
        CollectorConfig config =
                ConfigLoader.load(CollectorConfig.class, file, Map.of(), CollectorConfig.ENVIRONMENT_PREFIX);
        Collector started = new Collector(config, AgentRegister.load(config.register()), (role, cause) -> {
            throw new AssertionError(role, cause);
        });
        started.start();
        return started;
    }

    private HttpClient uplink() {
        Path own = directory.resolve("pki/agents/gateway-1");
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(directory.resolve("pki/ca.pem").toString()))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.resolve("tls.pem").toString())
                        .addKeyPath(own.resolve("tls.key").toString())));
    }

    private int post(byte[] frame) throws Exception {
        return get(request(HttpMethod.POST, "/v1/batches", frame).map(answer -> answer.status));
    }

    /** Asks for the signed head until it names this batch. */
    private void awaitConfirmed(long sequence) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long confirmed = 0;
        while (confirmed < sequence && System.nanoTime() < end) {
            byte[] body = get(request(HttpMethod.GET, "/v1/head", new byte[0])).body;
            SignedAnswer answer =
                    ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.HEAD, body)).answer();
            confirmed = ((SignedHead.Reading.Value) SignedHead.read(answer.body()))
                    .head()
                    .confirmed()
                    .map(head -> head.batch().batchSequence())
                    .orElse(0L);
        }
        assertThat(confirmed).isEqualTo(sequence);
    }

    private record Answer(int status, byte[] body) {}

    private Future<Answer> request(HttpMethod method, String path, byte[] body) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("localhost")
                .setPort(ingestPort)
                .setURI(path)
                .putHeader("content-type", BatchFrame.MEDIA_TYPE);
        return uplink.request(options)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body().map(bytes -> new Answer(response.statusCode(), bytes.getBytes())));
    }

    private List<ConsumerRecord<byte[], byte[]>> await(String topic, int count) {
        return read(topic, records -> records.size() >= count);
    }

    /** Everything committed in a topic, once that is enough; fails when it does not become enough in time. */
    private List<ConsumerRecord<byte[], byte[]>> read(
            String topic, java.util.function.Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(clients.consumer("reader"))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
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
