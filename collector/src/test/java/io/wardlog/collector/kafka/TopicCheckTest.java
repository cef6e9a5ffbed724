package io.wardlog.collector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.topic.TopicSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How many copies of a topic are enough, as three brokers would describe it; with real ones in {@code ThreeBrokersIT}. */
class TopicCheckTest {
    private static final Copies CLUSTER = new Copies(3, 2);

    static List<TopicSpec> every() {
        List<TopicSpec> every = new ArrayList<>(TopicSpec.all(3));
        every.add(TopicSpec.changelog(3));
        return every;
    }

    @ParameterizedTest
    @MethodSource("every")
    void threeReplicasOfWhichTwoMustBeInSyncAreRight(TopicSpec spec) {
        int[] all = IntStream.generate(() -> 3).limit(spec.partitions()).toArray();
        assertThat(found(spec, all, 2)).isEmpty();
        assertThat(found(spec, all, 3)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 2, replicas=2", "3, 1, min.insync.replicas=1"})
    void fewerAreADifference(int replicas, int inSync, String difference) {
        TopicSpec spec = TopicSpec.all(3).get(0);
        assertThat(found(spec, new int[] {replicas, replicas, replicas}, inSync))
                .singleElement()
                .asString()
                .startsWith("topic " + spec.name() + " has " + difference + ", not at least ");
    }

    /** As after a reassignment that stopped half way. */
    @Test
    void thePartitionWithTheFewestCounts() {
        assertThat(found(TopicSpec.all(3).get(0), new int[] {3, 3, 2}, 2))
                .extracting(TopicDifference::setting)
                .containsExactly("replicas");
    }

    private static List<TopicDifference> found(TopicSpec spec, int[] replicas, int inSync) {
        List<TopicPartitionInfo> partitions = new ArrayList<>();
        for (int count : replicas) {
            List<Node> nodes = IntStream.rangeClosed(1, count)
                    .mapToObj(node -> new Node(node, "127.0.0.1", 9092))
                    .toList();
            partitions.add(new TopicPartitionInfo(partitions.size(), nodes.get(0), nodes, nodes));
        }
        Map<String, String> settings = new HashMap<>(Map.of(
                "min.insync.replicas", Integer.toString(inSync),
                "unclean.leader.election.enable", "false",
                "max.message.bytes", "1048588",
                "retention.ms", "604800000"));
        settings.putAll(spec.settings());
        Config config = new Config(settings.entrySet().stream()
                .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
                .toList());
        return TopicCheck.of(spec, new TopicDescription(spec.name(), false, partitions), config, CLUSTER);
    }
}
