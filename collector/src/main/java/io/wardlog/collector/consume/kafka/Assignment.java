package io.wardlog.collector.consume.kafka;

import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.Stage;
import io.wardlog.collector.consume.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
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
    private final Map<Source, Long> committed = new HashMap<>();
    private final Set<Source> lostWhileHolding = new HashSet<>();
    private boolean holding;

    Assignment(String role, Consumer<byte[], byte[]> consumer, Stage stage) {
        this.role = role;
        this.consumer = consumer;
        this.stage = stage;
    }

    void subscribe(Set<String> topics) {
        consumer.subscribe(topics, this);
    }

    boolean isAssigned() {
        return !positions.isEmpty();
    }

    /** The records behind the stage's back, as far as the consumer knows without asking. */
    long lag() {
        return positions.keySet().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    /** What came in, as slices whose ranges come from the consumer's position. */
    List<Slice> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        List<Slice> slices = new ArrayList<>();
        for (Map.Entry<TopicPartition, Long> entry : positions.entrySet()) {
            TopicPartition partition = entry.getKey();
            long next = consumer.position(partition);
            if (next > entry.getValue()) {
                slices.add(new Slice(source(partition), entry.getValue(), next, stored(records.records(partition))));
            }
            entry.setValue(next);
        }
        return slices;
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

    /** Commits what changed. A commit that a rebalance overtook is harmless: the work is idempotent. */
    void commit(Map<Source, Long> durable) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        durable.forEach((source, position) -> {
            TopicPartition partition = new TopicPartition(source.topic(), source.partition());
            if (positions.containsKey(partition) && !position.equals(committed.get(source))) {
                offsets.put(partition, new OffsetAndMetadata(position));
            }
        });
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
            offsets.forEach((partition, offset) -> committed.put(source(partition), offset.offset()));
        } catch (CommitFailedException | RebalanceInProgressException e) {
            LOG.atInfo().addKeyValue("role", role).log("commit_overtaken_by_rebalance");
        }
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
        committed.keySet().removeAll(lost);
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

    private static Source source(TopicPartition partition) {
        return new Source(partition.topic(), partition.partition());
    }

    private static List<StoredRecord> stored(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(Assignment::stored).toList();
    }

    private static StoredRecord stored(ConsumerRecord<byte[], byte[]> kafka) {
        List<StoredRecord.Header> headers = StreamSupport.stream(kafka.headers().spliterator(), false)
                .map(header -> new StoredRecord.Header(header.key(), header.value()))
                .toList();
        return new StoredRecord(
                new Source(kafka.topic(), kafka.partition()),
                kafka.offset(),
                kafka.timestamp(),
                kafka.key(),
                kafka.value(),
                headers);
    }
}
