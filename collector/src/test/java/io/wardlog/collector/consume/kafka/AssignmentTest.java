package io.wardlog.collector.consume.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.Stage;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.consume.Taken;
import io.wardlog.testkit.LogMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AssignmentTest {

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private static final TopicPartition PARTITION = new TopicPartition("ward", 0);
    private static final Source SOURCE = new Source("ward", 0);
    private static final int EPOCH = 7;

    private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
    private final FakeStage stage = new FakeStage();
    private final Assignment assignment = new Assignment("test", kafka, stage);

    @BeforeEach
    void assign() {
        kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
        kafka.updateEndOffsets(Map.of(PARTITION, 0L));
        assignment.subscribe(Set.of("ward"));
    }

    @Test
    void slicesJoinAndTheirPositionIsCommittedWithTheLeadersEpoch() {
        kafka.rebalance(List.of(PARTITION));
        append(0, 1, 2);
        assertThat(poll()).containsExactly("[0,3) 0 1 2");
        append(3);
        assertThat(poll()).containsExactly("[3,4) 3");
        assignment.commit(Map.of(SOURCE, 4L));
        OffsetAndMetadata committed = kafka.committed(Set.of(PARTITION)).get(PARTITION);
        assertThat(committed.offset()).isEqualTo(4);
        assertThat(committed.leaderEpoch())
                .as("so that Kafka finds out when the log loses its end")
                .contains(EPOCH);
        assignment.commit(Map.of(SOURCE, 2L));
        assertThat(kafka.committed(Set.of(PARTITION)).get(PARTITION).offset()).isEqualTo(2);
    }

    @Test
    void whatReplacedALostEndIsRead() {
        kafka.rebalance(List.of(PARTITION));
        append(0, 1, 2, 3, 4);
        poll();
        kafka.seek(PARTITION, 3); // as the client does when the log was cut there
        append(3, 4);
        assertThat(poll()).isEmpty();
        assertThat(stage.released).containsExactly(SOURCE);
        assertThat(logs.values("log_lost_its_end", "readUpTo")).containsExactly("5");
        assertThat(logs.values("log_lost_its_end", "goesOnFrom")).containsExactly("3");
        append(3, 4);
        assertThat(poll()).containsExactly("[3,5) 3 4");
    }

    @Test
    void whatTheStageHadNotMadeDurableIsReadAgainAfterALostEnd() {
        kafka.rebalance(List.of(PARTITION));
        append(0, 1, 2, 3, 4);
        poll();
        stage.known.put(SOURCE, 1L);
        kafka.seek(PARTITION, 3);
        assertThat(poll()).isEmpty();
        assertThat(kafka.position(PARTITION)).isEqualTo(1);
        append(1, 2, 3);
        assertThat(poll()).containsExactly("[1,4) 1 2 3");
    }

    @Test
    void aStageThatIsBeyondTheLostEndGoesOnWhereTheLogDoes() {
        kafka.rebalance(List.of(PARTITION));
        append(0, 1, 2, 3, 4);
        poll();
        stage.known.put(SOURCE, 5L);
        kafka.seek(PARTITION, 3);
        assertThat(poll()).isEmpty();
        append(3);
        assertThat(poll()).containsExactly("[3,4) 3");
    }

    @Test
    void theLagIsUnknownAsLongAsNothingIsAssigned() {
        assertThat(assignment.lag()).isEmpty();
        kafka.rebalance(List.of(PARTITION));
        kafka.updateEndOffsets(Map.of(PARTITION, 9L));
        assertThat(assignment.lag()).hasValue(9);
        kafka.rebalance(List.of());
        assertThat(assignment.lag()).isEmpty();
        assertThat(stage.released).containsExactly(SOURCE);
    }

    private void append(long... offsets) {
        for (long offset : offsets) {
            kafka.addRecord(new ConsumerRecord<>(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    offset,
                    0,
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    new byte[0],
                    new byte[0],
                    new RecordHeaders(),
                    Optional.of(EPOCH)));
        }
    }

    private List<String> poll() {
        return assignment.poll(Duration.ZERO).stream()
                .map(AssignmentTest::written)
                .toList();
    }

    private static String written(Slice slice) {
        StringBuilder text = new StringBuilder("[" + slice.start() + "," + slice.next() + ")");
        for (StoredRecord stored : slice.records()) {
            text.append(' ').append(stored.offset());
        }
        return text.toString();
    }

    private static final class FakeStage implements Stage {

        private final Map<Source, Long> known = new HashMap<>();
        private final List<Source> released = new ArrayList<>();

        @Override
        public Map<Source, Long> resume(Set<Source> gained) {
            return known;
        }

        @Override
        public void release(Set<Source> lost) {
            released.addAll(lost);
        }

        @Override
        public Taken take(List<Slice> slices) {
            return new Taken.All();
        }

        @Override
        public Map<Source, Long> durable() {
            return Map.of();
        }

        @Override
        public void finish() {}
    }
}
