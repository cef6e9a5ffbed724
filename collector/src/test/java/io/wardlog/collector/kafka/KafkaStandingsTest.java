package io.wardlog.collector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.collector.topic.Topics;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KafkaStandingsTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.AGENTS, 0);
    private static final String EPOCH = "01938a5c-0000-7000-8000-000000000001";

    private final BlockingQueue<MockConsumer<byte[], byte[]>> consumers = new LinkedBlockingQueue<>();
    private final AtomicLong nanos = new AtomicLong();
    private final KafkaStandings standings = new KafkaStandings(
            consumers::remove,
            new KafkaStandings.Pace(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(30)),
            nanos::get);
    private volatile boolean brokersAreAway;
    private volatile long askedNanos;

    @AfterEach
    void stop() {
        standings.close();
    }

    @Test
    void nothingIsKnownBeforeTheTopicsEndIsReached() {
        MockConsumer<byte[], byte[]> kafka = consumer(2);
        kafka.schedulePollTask(() -> add(kafka, 0, "gateway-1", 1));
        kafka.schedulePollTask(() -> assertThat(standings.latest()).isEmpty());
        kafka.schedulePollTask(() -> add(kafka, 1, "gateway-1", 2));
        standings.start();
        await(() -> standings.latest().isPresent());
        assertThat(standings.latest().orElseThrow()).containsOnlyKeys("tenant-a/gateway-1");
        assertThat(head("gateway-1")).isEqualTo(2);
        kafka.schedulePollTask(() -> add(kafka, 2, "gateway-1", 3));
        await(() -> head("gateway-1") == 3);
    }

    @Test
    void aTopicThatLostItsEndIsNotRememberedAsItWas() {
        MockConsumer<byte[], byte[]> before = consumer(2);
        before.schedulePollTask(() -> {
            add(before, 0, "gateway-1", 5);
            add(before, 1, "gateway-2", 1);
        });
        MockConsumer<byte[], byte[]> after = consumer(1);
        after.schedulePollTask(() -> add(after, 0, "gateway-1", 4));
        standings.start();
        await(() -> standings.latest().isPresent());
        assertThat(head("gateway-1")).isEqualTo(5);
        before.setPollException(new KafkaException("injected"));
        await(() -> head("gateway-1") == 4);
        assertThat(standings.latest().orElseThrow()).containsOnlyKeys("tenant-a/gateway-1");
    }

    @Test
    void aConsumerThatHearsNothingOfItsBrokersKnowsNothingForCertain() {
        MockConsumer<byte[], byte[]> kafka = consumer(1);
        kafka.schedulePollTask(() -> add(kafka, 0, "gateway-1", 1));
        assertThat(standings.isCurrent()).isFalse();
        standings.start();
        await(standings::isCurrent);
        for (int i = 0; i < 5; i++) {
            long now = pass(Duration.ofSeconds(12));
            await(() -> askedNanos >= now);
            assertThat(standings.isCurrent()).isTrue();
        }
        brokersAreAway = true;
        pass(Duration.ofSeconds(31));
        assertThat(standings.isCurrent()).isFalse();
        assertThat(head("gateway-1")).as("what was known").isEqualTo(1);
        brokersAreAway = false;
        pass(Duration.ofSeconds(10));
        await(standings::isCurrent);
        assertThat(consumers).as("one consumer through all of it").isEmpty();
    }

    @Test
    void soDoesOneThatIsBehind() {
        MockConsumer<byte[], byte[]> kafka = consumer(1);
        kafka.schedulePollTask(() -> add(kafka, 0, "gateway-1", 1));
        standings.start();
        await(standings::isCurrent);
        kafka.updateEndOffsets(Map.of(PARTITION, 2L));
        long now = pass(Duration.ofSeconds(31));
        await(() -> askedNanos >= now);
        assertThat(standings.isCurrent()).isFalse();
        kafka.schedulePollTask(() -> add(kafka, 1, "gateway-1", 2));
        await(standings::isCurrent);
        assertThat(head("gateway-1")).isEqualTo(2);
    }

    private long pass(Duration time) {
        return nanos.addAndGet(time.toNanos());
    }

    @Test
    void whatDoesNotReadIsPassedOver() {
        MockConsumer<byte[], byte[]> kafka = consumer(4);
        kafka.schedulePollTask(() -> {
            kafka.addRecord(new ConsumerRecord<>(Topics.AGENTS, 0, 0, null, new byte[] {1}));
            kafka.addRecord(new ConsumerRecord<>(Topics.AGENTS, 0, 1, bytes("tenant-a/gateway-1"), bytes("{}")));
            kafka.addRecord(new ConsumerRecord<>(
                    Topics.AGENTS,
                    0,
                    2,
                    bytes("tenant-a/other"),
                    standing("gateway-1", 1).toJson()));
            add(kafka, 3, "gateway-2", 1);
        });
        standings.start();
        await(() -> standings.latest().isPresent());
        assertThat(standings.latest().orElseThrow()).containsOnlyKeys("tenant-a/gateway-2");
    }

    private MockConsumer<byte[], byte[]> consumer(long end) {
        MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("none") {
            @Override
            public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> of, Duration within) {
                long now = nanos.get();
                if (brokersAreAway) {
                    throw new TimeoutException("injected");
                }
                Map<TopicPartition, Long> ends = super.endOffsets(of, within);
                askedNanos = now;
                return ends;
            }
        };
        kafka.updatePartitions(Topics.AGENTS, List.of(new PartitionInfo(Topics.AGENTS, 0, null, null, null)));
        kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
        kafka.updateEndOffsets(Map.of(PARTITION, end));
        consumers.add(kafka);
        return kafka;
    }

    private static void add(MockConsumer<byte[], byte[]> kafka, long offset, String agentId, long confirmed) {
        AgentStanding standing = standing(agentId, confirmed);
        kafka.addRecord(new ConsumerRecord<>(Topics.AGENTS, 0, offset, bytes(standing.key()), standing.toJson()));
    }

    private static AgentStanding standing(String agentId, long confirmed) {
        return new AgentStanding(
                "tenant-a",
                "hospital-1",
                agentId,
                EPOCH,
                Optional.of(new BatchLink(EPOCH, confirmed, Sha256.of())),
                ConfirmedHead.Status.OK,
                List.of(),
                false,
                "2026-11-23T05:00:00.000000Z",
                "2026-11-23T05:00:00.000000Z");
    }

    private long head(String agentId) {
        return standings
                .latest()
                .orElseThrow()
                .get("tenant-a/" + agentId)
                .confirmed()
                .orElseThrow()
                .batchSequence();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
