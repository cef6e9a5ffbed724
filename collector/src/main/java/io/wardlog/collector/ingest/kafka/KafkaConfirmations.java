package io.wardlog.collector.ingest.kafka;

import io.wardlog.batch.ConfirmedHead;
import io.wardlog.collector.ingest.Confirmations;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.collector.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows {@link Topics#AGENTS} from its beginning on a thread of its own and keeps the latest standing of each agent. */
public final class KafkaConfirmations implements Confirmations, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaConfirmations.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final long RETRY_SECONDS = 2;

    private final Map<String, Object> settings;
    private final Map<String, ConfirmedHead> heads = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "ingest-confirmations");

    /** Prepares the reader. */
    public KafkaConfirmations(KafkaClients clients) {
        this.settings = clients.consumer("ingest-confirmations");
    }

    /** Starts following. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Optional<ConfirmedHead> of(String agentKey) {
        return Optional.ofNullable(heads.get(agentKey));
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        boolean stopped = false;
        while (!stopped) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
                read(consumer);
            } catch (KafkaException failure) {
                LOG.atWarn().setCause(failure).log("confirmations_interrupted");
            }
            stopped = isClosedWithin(RETRY_SECONDS);
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        var partitions = consumer.partitionsFor(Topics.AGENTS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        while (closed.getCount() > 0) {
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        String key = new String(message.key(), StandardCharsets.UTF_8);
        AgentStanding.Reading reading = message.value() == null ? null : AgentStanding.read(message.value());
        if (!(reading instanceof AgentStanding.Reading.Value value)
                || !value.standing().key().equals(key)) {
            LOG.atError().addKeyValue("offset", message.offset()).log("agent_standing_unreadable");
            return;
        }
        AgentStanding standing = value.standing();
        standing.confirmed()
                .ifPresentOrElse(
                        batch -> heads.put(key, new ConfirmedHead(batch, standing.status())), () -> heads.remove(key));
    }

    private boolean isClosedWithin(long seconds) {
        try {
            return closed.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
