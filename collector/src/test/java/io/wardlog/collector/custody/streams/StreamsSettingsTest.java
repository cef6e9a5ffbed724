package io.wardlog.collector.custody.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.custody.CustodyConfig;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.config.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {
    private static final int CLUSTER_DEFAULT = -1;

    private static Map<String, Object> settings(Optional<Integer> standbys, int replication) {
        CustodyConfig config = new CustodyConfig(List.of(), Duration.ofSeconds(60), new DataSize(64 << 20), standbys);
        KafkaClients clients =
                new KafkaClients("127.0.0.1:9092", "collector-2").withSessionTimeout(Duration.ofSeconds(7));
        return StreamsSettings.of(clients, config, Path.of("state"), replication);
    }

    @Test
    void aClusterKeepsACopyOfTheLedgerAndOneMachineDoesNot() {
        assertThat(settings(Optional.empty(), CLUSTER_DEFAULT)).containsEntry("num.standby.replicas", 1);
        assertThat(settings(Optional.empty(), 1)).containsEntry("num.standby.replicas", 0);
        assertThat(settings(Optional.of(2), 1)).containsEntry("num.standby.replicas", 2);
    }

    @Test
    void aProcessIsAStaticMemberThatIsReplacedAfterItsSessionTimeout() {
        assertThat(settings(Optional.empty(), 1))
                .containsEntry("main.consumer.group.instance.id", "collector-2")
                .containsEntry("main.consumer.session.timeout.ms", 7_000)
                .containsEntry("processing.guarantee", "exactly_once_v2");
    }
}
