package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Section {@code rates}: how many a second, over the last minute, or since the start when that is shorter.
 * Thread-safe.
 */
public final class Rates implements StatusSection {

    /** How often {@link #sample} is called. */
    public static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final int SAMPLES = 6;
    private static final double NANOS = 1e9;

    private final AgentMetrics metrics;
    private final LongSupplier delivered;
    private final AgentClock clock;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, AgentMetrics.Counts counts, long delivered) {}

    /** Begins now. {@code delivered} counts the events with a receipt since the start. */
    public Rates(AgentMetrics metrics, LongSupplier delivered, AgentClock clock) {
        this.metrics = metrics;
        this.delivered = delivered;
        this.clock = clock;
        sample();
    }

    /** Notes the counts of this moment. */
    public synchronized void sample() {
        samples.addLast(now());
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    private Sample now() {
        return new Sample(clock.nanoTime(), metrics.counts(), delivered.getAsLong());
    }

    @Override
    public synchronized void describe(ObjectNode status, Consumer<Finding> wrong) {
        Sample from = samples.getFirst();
        Sample to = now();
        double seconds = Math.max(1, (to.nanos - from.nanos) / NANOS);
        ObjectNode node = status.putObject("rates");
        node.put("overSeconds", Math.round(seconds));
        node.put("acceptedPerSecond", rate(to.counts.accepted() - from.counts.accepted(), seconds));
        node.put("rejectedPerSecond", rate(to.counts.rejected() - from.counts.rejected(), seconds));
        node.put("recordedPerSecond", rate(to.counts.events() - from.counts.events(), seconds));
        node.put("deliveredPerSecond", rate((double) to.delivered - from.delivered, seconds));
    }

    private static double rate(double count, double seconds) {
        return Math.round(10 * count / seconds) / 10.0;
    }
}
