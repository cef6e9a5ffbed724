package io.wardlog.collector.custody.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class CustodyLagTest {
    private final Map<MetricName, Metric> metrics = new HashMap<>();

    @Test
    void isUnknownWithoutPartitionsAndWithoutTheConsumersWord() {
        assertThat(CustodyLag.of(List.of(thread()), metrics)).isNaN();
        assertThat(CustodyLag.of(List.of(thread(task(0, 4, 5))), metrics)).isNaN();
        unread("wardlog.batches.v1", 0, Double.NaN);
        assertThat(CustodyLag.of(List.of(thread(task(0, 4, 5))), metrics)).isNaN();
    }

    @Test
    void countsWhatIsNotReadAndWhatIsReadAndNotCommitted() {
        unread("wardlog.batches.v1", 0, 0);
        assertThat(CustodyLag.of(List.of(thread(task(0, 4, 5))), metrics)).isZero();
        assertThat(CustodyLag.of(List.of(thread(task(0, 6, 5))), metrics)).isEqualTo(2);
        assertThat(CustodyLag.of(List.of(thread(task(0, -1, -1))), metrics)).isZero();
        assertThat(CustodyLag.of(List.of(thread(task(0, 2, -1))), metrics)).isEqualTo(3);
        unread("wardlog.batches.v1", 1, 10);
        unread("wardlog_batches_v1", 1, 10);
        unread("wardlog-custody-ledger-changelog", 1, 99);
        assertThat(CustodyLag.of(List.of(thread(task(0, 4, 5), task(1, 7, 8))), metrics))
                .isEqualTo(10);
    }

    private void unread(String topic, int partition, double records) {
        MetricName name = new MetricName(
                "records-lag", "fetch", "", Map.of("topic", topic, "partition", Integer.toString(partition)));
        metrics.put(name, new FakeMetric(name, records));
    }

    private static ThreadMetadata thread(TaskMetadata... tasks) {
        return new FakeThread(Set.of(tasks));
    }

    private static TaskMetadata task(int partition, long given, long committed) {
        TopicPartition batches = new TopicPartition(Topics.BATCHES, partition);
        return new FakeTask(new TaskId(0, partition), Map.of(batches, committed), Map.of(batches, given));
    }

    private record FakeMetric(MetricName metricName, Object metricValue) implements Metric {}

    private record FakeTask(
            TaskId taskId, Map<TopicPartition, Long> committedOffsets, Map<TopicPartition, Long> endOffsets)
            implements TaskMetadata {
        @Override
        public Set<TopicPartition> topicPartitions() {
            return endOffsets.keySet();
        }

        @Override
        public Optional<Long> timeCurrentIdlingStarted() {
            return Optional.empty();
        }
    }

    private record FakeThread(Set<TaskMetadata> activeTasks) implements ThreadMetadata {
        @Override
        public String threadState() {
            return "RUNNING";
        }

        @Override
        public String threadName() {
            return "thread";
        }

        @Override
        public Set<TaskMetadata> standbyTasks() {
            return Set.of();
        }

        @Override
        public String consumerClientId() {
            return "consumer";
        }

        @Override
        public String restoreConsumerClientId() {
            return "restore";
        }

        @Override
        public Set<String> producerClientIds() {
            return Set.of();
        }

        @Override
        public String adminClientId() {
            return "admin";
        }
    }
}
