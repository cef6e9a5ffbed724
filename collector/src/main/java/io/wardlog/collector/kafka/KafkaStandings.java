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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in memory what {@link Topics#AGENTS} says: a thread reads the topic from its beginning and stays behind its end. After a fault it
 * reads all of it anew and, once that is complete, forgets what it knew before: a cluster that lost its end must not be remembered as
 * it was. A consumer whose brokers are away waits and says nothing: only as long as they tell where the topic ends, and that is reached, what
 * is known counts as current. Thread-safe.
 */
public final class KafkaStandings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaStandings.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Pace PACE = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(30));
    private static final long PAUSE_MS = 2_000;
    private static final long CLOSE_WITHIN_MS = 5_000;

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Pace pace;
    private final LongSupplier nanoTime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "agent-standings");

    private volatile long asOfNanos;
    private volatile Optional<Known> latest = Optional.empty();

    /**
     * How it makes sure that it stands at the topic's end.
     *
     * @param every so often brokers are asked where that is
     * @param answerWithin so long they may take
     * @param staleAfter so long ago it may have been there
     */
    record Pace(Duration every, Duration answerWithin, Duration staleAfter) {}

    /** Where the topic ended. */
    private record Ends(Map<TopicPartition, Long> offsets, long askedNanos) {
        boolean areReached(Consumer<byte[], byte[]> consumer) {
            return offsets.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
        }
    }

    /** What one reading of the topic has brought so far. Filled by the thread, read by all. */
    private record Known(SortedMap<String, AgentStanding> standings, SortedMap<String, AgentSighting> sightings) {
        Known() {
            this(new ConcurrentSkipListMap<>(), new ConcurrentSkipListMap<>());
        }
    }

    /** @param consumers gives consumers that are in no group and read committed records only */
    public KafkaStandings(Supplier<Consumer<byte[], byte[]>> consumers) {
        this(consumers, PACE, System::nanoTime);
    }

    /** With another clock, or another pace. */
    KafkaStandings(Supplier<Consumer<byte[], byte[]>> consumers, Pace pace, LongSupplier nanoTime) {
        this.consumers = consumers;
        this.pace = pace;
        this.nanoTime = nanoTime;
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

    /** Whether {@link #latest} has all that was there half a minute ago. */
    public boolean isCurrent() {
        return latest.isPresent()
                && nanoTime.getAsLong() - asOfNanos <= pace.staleAfter().toNanos();
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
            follow(consumer, partitions, read);
        } catch (RuntimeException fault) {
            sayNotReadable(fault);
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Known read) {
        long askedNanos = nanoTime.getAsLong();
        Optional<Ends> ahead = Optional.of(new Ends(consumer.endOffsets(partitions), askedNanos));
        while (closed.getCount() > 0) {
            consumer.poll(POLL).forEach(message -> take(message, read));
            if (ahead.isPresent() && ahead.get().areReached(consumer)) {
                asOfNanos = ahead.get().askedNanos();
                latest = Optional.of(read);
                ahead = Optional.empty();
            }
            if (ahead.isEmpty()
                    && nanoTime.getAsLong() - askedNanos >= pace.every().toNanos()) {
                askedNanos = nanoTime.getAsLong();
                ahead = ends(consumer, partitions);
            }
        }
    }

    /** Nothing when no broker says so in time: reading goes on when they are back. */
    private Optional<Ends> ends(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long askedNanos = nanoTime.getAsLong();
        try {
            return Optional.of(new Ends(consumer.endOffsets(partitions, pace.answerWithin()), askedNanos));
        } catch (TimeoutException late) {
            sayNotReadable(late);
            return Optional.empty();
        }
    }

    private static void sayNotReadable(RuntimeException fault) {
        LOG.atWarn()
                .addKeyValue("reason", KafkaAccess.refusedReading(fault).orElse(fault.toString()))
                .setCause(fault)
                .log("agents_topic_not_readable");
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
