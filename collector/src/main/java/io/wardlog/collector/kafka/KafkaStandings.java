package io.wardlog.collector.kafka;

import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.collector.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in memory what {@link Topics#AGENTS} says: a thread reads the topic from its beginning and stays behind its end. After a fault it
 * reads all of it anew and, once that is complete, forgets what it knew before: a cluster that lost its end must not be remembered as
 * it was. Thread-safe.
 */
public final class KafkaStandings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaStandings.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PAUSE_MS = 2_000;
    private static final long CLOSE_WITHIN_MS = 5_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "agent-standings");

    private volatile Optional<Known> latest = Optional.empty();

    /** What one reading of the topic has brought so far. Filled by the thread, read by all. */
    private record Known(SortedMap<String, AgentStanding> standings, SortedMap<String, AgentSighting> sightings) {
        Known() {
            this(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>());
        }
    }

    /** @param consumers gives consumers that are in no group and read committed records only */
    public KafkaStandings(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
        this.thread.setDaemon(true);
    }

    /** Starts reading. */
    public void start() {
        thread.start();
    }

    /** Custody's last word of each agent by {@code tenant/agent}; nothing until all that was there at the start has been read. */
    public Optional<SortedMap<String, AgentStanding>> latest() {
        return latest.map(known -> Collections.unmodifiableSortedMap(known.standings()));
    }

    /** Who was seen and is not registered, as ingest says, by record key; nothing until all that was there at the start has been read. */
    public Optional<SortedMap<String, AgentSighting>> sightings() {
        return latest.map(known -> Collections.unmodifiableSortedMap(known.sightings()));
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(CLOSE_WITHIN_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try {
            do {
                readUntilFault();
            } while (!closed.await(PAUSE_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void readUntilFault() {
        Known read = new Known();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.AGENTS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IllegalStateException(Topics.AGENTS + " is not there");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean isComplete = false;
            while (closed.getCount() > 0) {
                consumer.poll(POLL).forEach(message -> take(message, read));
                if (!isComplete && partitions.stream().allMatch(each -> consumer.position(each) >= ends.get(each))) {
                    isComplete = true;
                    latest = Optional.of(read);
                }
            }
        } catch (RuntimeException fault) {
            LOG.atWarn()
                    .addKeyValue("reason", KafkaAccess.refusedReading(fault).orElse(fault.toString()))
                    .setCause(fault)
                    .log("agents_topic_not_readable");
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> message, Known known) {
        String key = message.key() == null ? "" : new String(message.key(), StandardCharsets.UTF_8);
        if (message.value() == null) {
            known.standings().remove(key);
            known.sightings().remove(key);
        } else if (!(AgentSighting.isKey(key)
                ? takeSighting(key, message, known)
                : takeStanding(key, message, known))) {
            LOG.atError().addKeyValue("offset", message.offset()).log("agent_standing_unreadable");
        }
    }

    private static boolean takeStanding(String key, ConsumerRecord<byte[], byte[]> message, Known known) {
        if (AgentStanding.read(message.value()) instanceof AgentStanding.Reading.Value value
                && value.standing().key().equals(key)) {
            known.standings().put(key, value.standing());
            return true;
        }
        return false;
    }

    private static boolean takeSighting(String key, ConsumerRecord<byte[], byte[]> message, Known known) {
        Optional<AgentSighting> sighting =
                AgentSighting.read(message.value()).filter(read -> read.key().equals(key));
        sighting.ifPresent(read -> known.sightings().put(key, read));
        return sighting.isPresent();
    }
}
