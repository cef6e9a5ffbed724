package io.wardlog.collector.custody.streams;

import io.wardlog.collector.role.ConsumerLag;
import io.wardlog.collector.topic.Topics;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/** How far custody is behind: batches that were not read, and those that were and whose transaction is not committed. Pure. */
final class CustodyLag {

    private CustodyLag() {}

    /** The sum over all partitions that this process judges; unknown while there is none or the consumer does not know it. */
    static double of(Collection<ThreadMetadata> threads, Map<MetricName, ? extends Metric> metrics) {
        Set<TaskMetadata> tasks = threads.stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .collect(Collectors.toSet());
        double lag = tasks.isEmpty() ? ConsumerLag.UNKNOWN : 0;
        for (TaskMetadata task : tasks) {
            for (TopicPartition partition : task.topicPartitions()) {
                lag += unread(partition, metrics).orElse(ConsumerLag.UNKNOWN) + uncommitted(task, partition);
            }
        }
        return lag;
    }

    private static OptionalDouble unread(TopicPartition partition, Map<MetricName, ? extends Metric> metrics) {
        return metrics.entrySet().stream()
                .filter(entry -> isLagOf(entry.getKey(), partition))
                .map(entry -> entry.getValue().metricValue())
                .filter(Double.class::isInstance)
                .mapToDouble(Double.class::cast)
                .max();
    }

    /** Kafka's older form of the tag has underscores in the place of dots; the names of our topics have none of their own. */
    private static boolean isLagOf(MetricName name, TopicPartition partition) {
        return name.name().equals("records-lag")
                && name.tags().getOrDefault("topic", "").replace('_', '.').equals(Topics.BATCHES)
                && name.tags().getOrDefault("partition", "").equals(Integer.toString(partition.partition()));
    }

    /** The task knows the last offset that it was given and the one from which it would go on after a crash. */
    private static long uncommitted(TaskMetadata task, TopicPartition partition) {
        long given = task.endOffsets().getOrDefault(partition, -1L);
        long committed = Math.max(0, task.committedOffsets().getOrDefault(partition, 0L));
        return given < 0 ? 0 : Math.max(0, given + 1 - committed);
    }
}
