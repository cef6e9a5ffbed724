package io.wardlog.collector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.collector.CollectorMain;
import io.wardlog.collector.testkit.Installation;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.TopicSpec;
import io.wardlog.collector.topic.Topics;
import io.wardlog.config.HostPort;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.FreePorts;
import io.wardlog.servers.KafkaMember;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The topics of a cluster, three replicas of which two must be in sync: made and found right by {@code collector init} against three real
 * brokers, one of which may then go. Tests build on one another; with {@code -Pcampaign}.
 */
@EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeBrokersIT {
    private static final int BROKERS = 3;
    private static final int PARTITIONS = 3;
    private static final int TOPICS = TopicSpec.all(PARTITIONS).size() + 1; // with the ledger's changelog
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static final List<ForkedServer> BROKER = new ArrayList<>();
    private static Path config;
    private static Admin admin;
    private static int port;

    /** What a command said, and how it ended. */
    private record Ended(int exit, List<String> lines) {}

    @BeforeAll
    static void start() throws Exception {
        port = FreePorts.next();
        for (KafkaMember member : KafkaMember.cluster(BROKERS)) {
            int own = member.node() == 1 ? port : FreePorts.next();
            BROKER.add(ForkedServer.kafka(directory.resolve("broker-" + member.node()), own, member));
        }
        admin = Admin.create(clients().connection("test"));
        config = Installation.write(directory, TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1), port, 0);
        Files.writeString(config, Files.readString(config).replace("singleNode: true", "singleNode: false"));
    }

    @AfterAll
    static void stop() {
        if (admin != null) {
            admin.close();
        }
        BROKER.forEach(ForkedServer::killForcibly);
    }

    @Test
    @Order(1)
    void aTopicThatIsThereWithFewerCopiesIsADifferenceAndTheOthersAreMade() throws Exception {
        NewTopic small = new NewTopic(Topics.LEAVES, PARTITIONS, (short) 2)
                .configs(Map.of("min.insync.replicas", "1", "retention.ms", "-1", "max.message.bytes", "2097152"));
        admin.createTopics(List.of(small)).all().get();
        await(() -> admin.listTopics().names().get().contains(Topics.LEAVES));
        Ended init = init();
        assertThat(init.exit).as(init.toString()).isEqualTo(1);
        assertThat(init.lines)
                .hasSize(TOPICS + 1)
                .contains(
                        "created  topic " + Topics.EVENTS + ": 3 partitions, 3 replicas",
                        "differs  topic " + Topics.LEAVES
                                + " has replicas=2, not at least 3: add replicas, or ask for singleNode by name",
                        "differs  topic " + Topics.LEAVES
                                + " has min.insync.replicas=1, not at least 2: raise it, or ask for singleNode");
        assertThat(copies(Topics.LEAVES)).as("it stays as it was").allMatch(count -> count == 2);
        admin.deleteTopics(List.of(Topics.LEAVES)).all().get();
        await(() -> !admin.listTopics().names().get().contains(Topics.LEAVES));
    }

    @Test
    @Order(2)
    void initMakesThreeCopiesOfWhichTwoMustBeInSyncAndFindsThemRight() throws Exception {
        List<String> said = new ArrayList<>();
        await(() -> {
            Ended made = init();
            said.addAll(made.lines);
            return made.exit == 0;
        });
        assertThat(said).contains("created  topic " + Topics.LEAVES + ": 3 partitions, 3 replicas");
        await(() -> init().lines.stream().allMatch(ThreeBrokersIT::isRight));
        Ended again = init();
        assertThat(again.exit).isZero();
        assertThat(again.lines).hasSize(TOPICS).allMatch(ThreeBrokersIT::isRight);
        for (String topic : admin.listTopics().names().get()) {
            assertThat(copies(topic)).as(topic).allMatch(count -> count == 3);
            assertThat(setting(topic, "min.insync.replicas")).as(topic).isEqualTo("2");
        }
        assertThat(admin.listTopics().names().get()).hasSize(TOPICS);
        KafkaConfig cluster = new KafkaConfig(
                List.of(new HostPort("127.0.0.1", port)),
                false,
                Optional.empty(),
                false,
                PARTITIONS,
                Duration.ofSeconds(30));
        assertThat(new TopicKeeper(admin, cluster).ensure())
                .as("what a collector asks before it works")
                .isEmpty();
    }

    @Test
    @Order(3)
    void oneBrokerMayGoAndWithoutTwoNothingIsAcknowledged() throws Exception {
        BROKER.get(2).killForcibly();
        send(PATIENCE);
        assertThat(init().lines).hasSize(TOPICS).allMatch(ThreeBrokersIT::isRight);
        BROKER.get(1).killForcibly();
        assertThatThrownBy(() -> send(Duration.ofSeconds(15))).isInstanceOf(ExecutionException.class);
        BROKER.get(1).start();
        send(PATIENCE);
    }

    private static KafkaClients clients() {
        return new KafkaClients("127.0.0.1:" + port, "test");
    }

    /** Returns when the record was acknowledged as ingest asks for it. */
    private static void send(Duration within) throws Exception {
        Map<String, Object> settings = clients().connection("producer");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, within.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) within.toMillis());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.BATCHES, 0, "key", "value"))
                    .get();
        }
    }

    private static boolean isRight(String line) {
        return line.startsWith("right    topic wardlog");
    }

    private static List<Integer> copies(String topic) throws Exception {
        TopicDescription shape =
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        return shape.partitions().stream()
                .map(TopicPartitionInfo::replicas)
                .map(List::size)
                .toList();
    }

    private static String setting(String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(name)
                .value();
    }

    private static Ended init() {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output, true);
        int exit = CollectorMain.commandLine()
                .setOut(writer)
                .setErr(writer)
                .execute("init", "--config", config.toString());
        return new Ended(exit, output.toString().lines().toList());
    }

    /** What one broker knows the others know in a moment. */
    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
