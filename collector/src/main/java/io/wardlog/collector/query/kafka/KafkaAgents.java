package io.wardlog.collector.query.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.consume.RecordKey;
import io.wardlog.collector.query.Agents;
import io.wardlog.collector.topic.Topics;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the compacted topic in memory: a thread reads it from the beginning and stays behind its end. */
public final class KafkaAgents implements Agents, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaAgents.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAUSE_MS = 2_000;
    private static final long CLOSE_WITHIN_MS = 5_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Map<String, ObjectNode> standings = new ConcurrentSkipListMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "api-agents");

    private volatile boolean caughtUp;

    public KafkaAgents(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
        this.thread.setDaemon(true);
    }

    /** Starts reading. */
    public void start() {
        thread.start();
    }

    @Override
    public Optional<List<ObjectNode>> standings() {
        return caughtUp ? Optional.of(List.copyOf(standings.values())) : Optional.empty();
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(CLOSE_WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                readUntilFault();
                if (stopping.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readUntilFault() {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.AGENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (stopping.getCount() > 0) {
                consumer.poll(POLL).forEach(this::take);
                caughtUp |= partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p));
            }
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("agents_topic_not_readable");
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> kafka) {
        if (RecordKey.read(kafka.key()).isEmpty()) {
            LOG.atWarn().addKeyValue("offset", kafka.offset()).log("agent_record_without_key");
            return;
        }
        String key = new String(kafka.key(), StandardCharsets.US_ASCII);
        if (kafka.value() == null) {
            standings.remove(key);
        } else if (StrictJson.read(kafka.value(), JsonLimits.DOCUMENT) instanceof JsonReading.Value json
                && json.node() instanceof ObjectNode standing) {
            standings.put(key, standing);
        } else {
            LOG.atWarn().addKeyValue("offset", kafka.offset()).log("agent_record_malformed");
        }
    }
}
