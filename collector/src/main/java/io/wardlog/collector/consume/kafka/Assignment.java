package io.wardlog.collector.consume.kafka;

import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partitions that one consumer owns, and how far each was read. Owned by the loop's thread. */
final class Assignment implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

    private static final Duration HOLD_STEP = Duration.ofMillis(200);

    private final String role;
    private final Consumer<byte[], byte[]> consumer;
    private final Stage stage;
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private final Commits commits;
    private final Set<Source> lostWhileHolding = new HashSet<>();
    private boolean holding;

    Assignment(String role, Consumer<byte[], byte[]> consumer, Stage stage) {
        this.role = role;
        this.consumer = consumer;
        this.stage = stage;
        this.commits = new Commits(role, consumer);
    }

    void subscribe(Set<String> topics) {
        consumer.subscribe(topics, this);
    }

    boolean isAssigned() {
        return !positions.isEmpty();
    }

    /** The records that were not read yet; nothing while no partition is assigned or Kafka has not said where one ends. */
    OptionalLong lag() {
        long lag = 0;
        for (TopicPartition partition : positions.keySet()) {
            OptionalLong known = consumer.currentLag(partition);
            if (known.isEmpty()) {
                return known;
            }
            lag += known.getAsLong();
        }
        return isAssigned() ? OptionalLong.of(lag) : OptionalLong.empty();
    }

    /** What came in, as slices whose ranges come from the consumer's position. */
    List<Slice> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        commits.readUpTo(records.nextOffsets());
        List<Slice> slices = new ArrayList<>();
        for (Map.Entry<TopicPartition, Long> entry : positions.entrySet()) {
            TopicPartition partition = entry.getKey();
            List<ConsumerRecord<byte[], byte[]>> came = records.records(partition);
            long next = consumer.position(partition);
            long first = came.isEmpty() ? next : came.get(0).offset();
            if (first < entry.getValue()) {
                next = goBack(partition, entry.getValue(), first);
            } else if (next > entry.getValue()) {
                slices.add(new Slice(source(partition), entry.getValue(), next, KafkaRecords.stored(came)));
            }
            entry.setValue(next);
        }
        return slices;
    }

    /**
     * The log ends, or ended for a while, before what was read of it: a cluster that lost its power lost what it had
     * acknowledged. What stands there now are other records; they are read like those of a partition newly assigned.
     */
    private long goBack(TopicPartition partition, long readUpToOffset, long first) {
        Source source = source(partition);
        commits.forget(Set.of(partition));
        stage.release(Set.of(source));
        long from = Math.min(first, resume(Set.of(partition)).getOrDefault(source, first));
        consumer.seek(partition, from);
        LOG.atError()
                .addKeyValue("role", role)
                .addKeyValue("partition", partition)
                .addKeyValue("readUpTo", readUpToOffset)
                .addKeyValue("goesOnFrom", from)
                .log("log_lost_its_end");
        return from;
    }

    /** Waits without reading on but staying in the group; gives back the slices that are still owned. */
    List<Slice> hold(List<Slice> slices, Duration time, BooleanSupplier stopping) {
        holding = true;
        lostWhileHolding.clear();
        consumer.pause(consumer.assignment());
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !stopping.getAsBoolean(); left = until - System.nanoTime()) {
            if (!consumer.poll(Duration.ofNanos(Math.min(left, HOLD_STEP.toNanos())))
                    .isEmpty()) {
                throw new IllegalStateException("a paused partition delivered records");
            }
        }
        consumer.resume(consumer.paused());
        holding = false;
        return slices.stream()
                .filter(slice -> !lostWhileHolding.contains(slice.source()))
                .toList();
    }

    /** Commits how far the stage is durable, of what is still owned. */
    void commit(Map<Source, Long> durable) {
        Map<TopicPartition, Long> owned = new HashMap<>();
        durable.forEach((source, position) -> owned.put(partition(source), position));
        owned.keySet().retainAll(positions.keySet());
        commits.commit(owned);
    }

    void releaseAll() {
        onPartitionsLost(Set.copyOf(positions.keySet()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> gained) {
        if (gained.isEmpty()) {
            return;
        }
        Map<Source, Long> known = resume(gained);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(gained);
        for (TopicPartition partition : gained) {
            Long position = known.get(source(partition));
            if (position != null) {
                consumer.seek(partition, notBefore(partition, position, beginnings.get(partition)));
            }
            positions.put(partition, consumer.position(partition));
        }
        if (holding) {
            consumer.pause(gained);
        }
        LOG.atInfo()
                .addKeyValue("role", role)
                .addKeyValue("partitions", positions)
                .log("partitions_assigned");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        Set<Source> lost = revoked.stream().map(Assignment::source).collect(Collectors.toSet());
        positions.keySet().removeAll(Set.copyOf(revoked));
        commits.forget(revoked);
        lostWhileHolding.addAll(lost);
        stage.release(lost);
    }

    private Map<Source, Long> resume(Collection<TopicPartition> gained) {
        try {
            return stage.resume(gained.stream().map(Assignment::source).collect(Collectors.toSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records that retention removed before this role read them are gone for it: said loudly, never silently skipped. */
    private long notBefore(TopicPartition partition, long position, long beginning) {
        if (position >= beginning) {
            return position;
        }
        LOG.atError()
                .addKeyValue("role", role)
                .addKeyValue("partition", partition)
                .addKeyValue("from", position)
                .addKeyValue("to", beginning)
                .log("records_removed_before_they_were_read");
        return beginning;
    }

    private static TopicPartition partition(Source source) {
        return new TopicPartition(source.topic(), source.partition());
    }

    private static Source source(TopicPartition partition) {
        return new Source(partition.topic(), partition.partition());
    }
}
