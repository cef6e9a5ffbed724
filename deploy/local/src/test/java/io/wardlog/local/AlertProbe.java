package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.collector.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Measures how long an alert takes: once a second an agent sends a batch in an epoch that does not follow its last one, and a reader of the alerts' topic,
 * who sees committed records only, waits for what custody says of it. From before the batch is sent, so the times hold the client's own share.
 */
final class AlertProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final PaperAgent agent;
    private final long warmAt;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final List<Double> seconds = new ArrayList<>();
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::read, "alert-probe");
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "alert-sender"));
    private volatile long giveUp = Long.MAX_VALUE;

    /**
     * How long alerts took.
     *
     * @param lost how many never came
     */
    record Result(int count, int lost, double p50, double p99, double max) {}

    /** Measures from now on; what is sent within {@code warmUp} must come, too, but its times do not count. */
    AlertProbe(PaperAgent agent, String bootstrapServers, Duration warmUp) throws Exception {
        this.agent = agent;
        warmAt = System.nanoTime() + warmUp.toNanos();
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> alerts = List.of(new TopicPartition(Topics.ALERTS, 0));
        consumer.assign(alerts);
        consumer.seekToEnd(alerts);
        consumer.position(alerts.get(0));
        // The first epoch of all is no alert
        agent.sendWithoutMemory(PaperAgent.newId());
        reader.start();
        clock.scheduleAtFixedRate(this::send, 0, 1, TimeUnit.SECONDS);
    }

    private void send() {
        try {
            String epoch = PaperAgent.newId();
            sent.put(epoch, System.nanoTime());
            agent.sendWithoutMemory(epoch);
        } catch (Exception e) {
            failed.completeExceptionally(e);
            clock.shutdown();
        }
    }

    private void read() {
        try (consumer) {
            while (giveUp == Long.MAX_VALUE || !sent.isEmpty() && System.nanoTime() < giveUp) {
                for (ConsumerRecord<byte[], byte[]> alert : consumer.poll(Duration.ofMillis(100))) {
                    take(json.readTree(alert.value()));
                }
            }
        } catch (IOException | RuntimeException e) {
            failed.completeExceptionally(e);
        }
    }

    private void take(JsonNode alert) {
        Long since = sent.remove(alert.path("epoch").asText());
        if (since != null && since >= warmAt) {
            seconds.add((System.nanoTime() - since) / 1e9);
        }
    }

    /** Sends no more and waits for what is on its way. */
    Result finish() throws Exception {
        close();
        if (failed.isDone()) {
            failed.get();
        }
        List<Double> sorted = seconds.stream().sorted().toList();
        return new Result(
                sorted.size(), sent.size(), percentile(sorted, 0.5), percentile(sorted, 0.99), percentile(sorted, 1));
    }

    private static double percentile(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("a batch hangs");
        }
        giveUp = System.nanoTime() + PATIENCE.toNanos();
        reader.join();
    }
}
