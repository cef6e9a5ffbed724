package io.wardlog.collector.consume.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one consumer has committed and could commit. Owned by the loop's thread. */
final class Commits {

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final String role;
    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> committed = new HashMap<>();

    /** With the leader's epoch, by which Kafka notices that a log lost its end. */
    private final Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();

    Commits(String role, Consumer<byte[], byte[]> consumer) {
        this.role = role;
        this.consumer = consumer;
    }

    /** Where the partitions were read up to. */
    void readUpTo(Map<TopicPartition, OffsetAndMetadata> positions) {
        read.putAll(positions);
    }

    /** These partitions are no longer owned, or read anew. */
    void forget(Collection<TopicPartition> partitions) {
        Set<TopicPartition> gone = Set.copyOf(partitions);
        committed.keySet().removeAll(gone);
        read.keySet().removeAll(gone);
    }

    /** Commits what changed. A commit that a rebalance overtook is harmless: the work is idempotent. */
    void commit(Map<TopicPartition, Long> positions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach((partition, position) -> {
            if (!position.equals(committed.get(partition))) {
                offsets.put(partition, committable(partition, position));
            }
        });
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
        } catch (CommitFailedException | RebalanceInProgressException overtaken) {
            LOG.atInfo().addKeyValue("role", role).log("commit_overtaken_by_rebalance");
        }
    }

    private OffsetAndMetadata committable(TopicPartition partition, long position) {
        OffsetAndMetadata last = read.get(partition);
        return last != null && last.offset() == position ? last : new OffsetAndMetadata(position);
    }
}
