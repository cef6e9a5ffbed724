package io.wardlog.collector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.topic.TopicSpec;
import io.wardlog.collector.topic.Topics;
import io.wardlog.config.HostPort;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What is asked of topics, against a real broker, which is a single one. Tests build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopicKeeperIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static ForkedServer kafka;
    private static int port;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        port = FreePorts.next();
        kafka = ForkedServer.kafka(directory.resolve("kafka"), port);
        admin = Admin.create(new KafkaClients("127.0.0.1:" + port, "test").connection("test"));
    }

    @AfterAll
    static void stop() {
        if (admin != null) {
            admin.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    @Test
    @Order(1)
    void inAClusterAMissingTopicIsNotCreatedButItsCommandIsPrinted() throws Exception {
        List<TopicDifference> problems = keeper(false, 3).ensure();
        assertThat(problems).hasSameSizeAs(TopicSpec.all(3));
        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem.toString())
                        .startsWith("topic " + Topics.EVENTS + " is missing")
                        .contains("--partitions 3 --replication-factor 3 --config min.insync.replicas=2"));
        assertThat(admin.listTopics().names().get()).isEmpty();
    }

    @Test
    @Order(1)
    void initOfAClusterThatIsTooSmallSaysSo() throws Exception {
        TopicReport report = keeper(false, 3).init(false);
        assertThat(report.created()).isEmpty();
        assertThat(report.differences())
                .hasSize(TopicSpec.all(3).size() + 1)
                .allSatisfy(difference -> assertThat(difference.toString())
                        .contains(" is missing; Kafka does not create it: ")
                        .contains("replication factor of 3"));
    }

    @Test
    @Order(2)
    void onASingleNodeWhatIsMissingIsCreated() throws Exception {
        assertThat(onceTheBrokerKnows(keeper(true, 3))).isEmpty();
        assertThat(admin.listTopics().names().get())
                .containsExactlyInAnyOrderElementsOf(
                        TopicSpec.all(3).stream().map(TopicSpec::name).toList());
        assertThat(keeper(true, 3).ensure()).isEmpty();
    }

    @Test
    @Order(3)
    void withoutSingleNodeTopicsWithOneReplicaAreRefused() throws Exception {
        assertThat(keeper(false, 3).ensure())
                .extracting(TopicDifference::toString)
                .hasSize(2 * TopicSpec.all(3).size())
                .contains(
                        "topic " + Topics.EVENTS
                                + " has replicas=1, not at least 3: add replicas, or ask for singleNode by name",
                        "topic " + Topics.EVENTS
                                + " has min.insync.replicas=1, not at least 2: raise it, or ask for singleNode");
    }

    @Test
    @Order(4)
    void otherPartitionsAndSettingsAreRefused() throws Exception {
        assertThat(keeper(true, 12).ensure())
                .hasSize(5)
                .allSatisfy(problem -> assertThat(problem.toString()).contains(" has partitions=3, not 12: "));
        set(Topics.BATCHES, "max.message.bytes", "1000000");
        set(Topics.AGENTS, "cleanup.policy", "delete");
        set(Topics.EVENTS, "retention.ms", "604800000");
        set(Topics.PROOFS, "unclean.leader.election.enable", "true");
        assertThat(keeper(true, 3).ensure())
                .extracting(TopicDifference::toString)
                .containsExactlyInAnyOrder(
                        "topic " + Topics.BATCHES + " has max.message.bytes=1000000, not at least 2097152: raise it",
                        "topic " + Topics.AGENTS + " has cleanup.policy=delete, not compact: set it",
                        "topic " + Topics.EVENTS
                                + " has retention.ms=604800000, not at least 1209600000 or -1: custody knows a batch"
                                + " again for 14 days; raise it",
                        "topic " + Topics.PROOFS
                                + " has unclean.leader.election.enable=true, not false: it loses what was"
                                + " acknowledged");
        TopicReport report = keeper(true, 3).init(false);
        assertThat(report.created()).singleElement().asString().startsWith(Topics.LEDGER_CHANGELOG);
        assertThat(report.differences()).hasSize(4);
        assertThat(report.right()).hasSize(4);
    }

    /** As the collector does it: a broker may say for a moment that it does not know what it has created. */
    private static List<TopicDifference> onceTheBrokerKnows(TopicKeeper keeper) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return keeper.ensure();
            } catch (ExecutionException notYet) {
                assertThat(notYet).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    private static TopicKeeper keeper(boolean singleNode, int partitions) {
        return new TopicKeeper(
                admin,
                new KafkaConfig(
                        List.of(new HostPort("127.0.0.1", port)),
                        singleNode,
                        Optional.empty(),
                        false,
                        partitions,
                        Duration.ofSeconds(30)));
    }

    private static void set(String topic, String name, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }
}
