package io.wardlog.collector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.collector.topic.Topics;
import io.wardlog.hash.Sha256;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.FreePorts;
import io.wardlog.testkit.LogMemory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is known of agents while a real broker hangs, and when it goes on. */
class KafkaStandingsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final KafkaStandings.Pace PACE =
            new KafkaStandings.Pace(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3));
    private static final String EPOCH = "01938a5c-0000-7000-8000-000000000001";

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private ForkedServer kafka;
    private KafkaClients clients;
    private KafkaStandings standings;

    @BeforeEach
    void start() throws Exception {
        int port = FreePorts.next();
        kafka = ForkedServer.kafka(directory, port);
        clients = new KafkaClients("127.0.0.1:" + port, "test");
        try (Admin admin = Admin.create(clients.connection("admin"))) {
            NewTopic agents = new NewTopic(Topics.AGENTS, 3, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(agents)).all().get();
        }
        standings =
                new KafkaStandings(() -> new KafkaConsumer<>(clients.consumer("standings")), PACE, System::nanoTime);
        standings.start();
    }

    @AfterEach
    void stop() {
        standings.close();
        kafka.killForcibly(); // also when it hangs
    }

    @Test
    void theyAreNotCurrentAsLongAsTheBrokerDoesNotAnswer() throws Exception {
        say(1);
        await(() -> standings.isCurrent() && head() == 1);
        signal("STOP");
        await(() -> !standings.isCurrent());
        logs.await("agents_topic_not_readable");
        assertThat(head()).as("what was known").isEqualTo(1);
        signal("CONT");
        await(standings::isCurrent);
        say(2);
        await(() -> standings.isCurrent() && head() == 2);
    }

    private void say(long confirmed) throws Exception {
        AgentStanding standing = new AgentStanding(
                "tenant-a",
                "hospital-1",
                "gateway-1",
                EPOCH,
                Optional.of(new BatchLink(EPOCH, confirmed, Sha256.of())),
                ConfirmedHead.Status.OK,
                List.of(),
                false,
                "2026-11-23T05:00:00.000000Z",
                "2026-11-23T05:00:00.000000Z");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(clients.producer("custody"))) {
            byte[] key = standing.key().getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(Topics.AGENTS, key, standing.toJson()))
                    .get();
        }
    }

    private long head() {
        return standings
                .latest()
                .map(known -> known.get("tenant-a/gateway-1"))
                .flatMap(AgentStanding::confirmed)
                .map(BatchLink::batchSequence)
                .orElse(0L);
    }

    private void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + kafka.pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
