package io.wardlog.simulator.ward;

import io.wardlog.simulator.link.Delivery;
import io.wardlog.simulator.link.SimulatedMessage;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Counts what became of a ward's messages. Latency is from the time at which a message was due to its acknowledgement, so that a slow agent cannot hide
 * behind messages that were sent late because of it. Owned by one event loop.
 */
final class Tally implements Delivery {
    private static final long LONGEST_MICROS = Duration.ofHours(1).toNanos() / 1000;

    private final Histogram latencyMicros = new Histogram(LONGEST_MICROS, 3);
    private final Map<String, Long> refusedByCode = new TreeMap<>();
    private final LongSupplier elapsedNanos;
    private final Consumer<String> acknowledgedIds;
    private long offered;
    private long acknowledged;
    private long refused;
    private long resent;
    private long connectionsLost;

    /** With the time since the run began, and whoever wants the ids of acknowledged events. */
    Tally(LongSupplier elapsedNanos, Consumer<String> acknowledgedIds) {
        this.elapsedNanos = elapsedNanos;
        this.acknowledgedIds = acknowledgedIds;
    }

    void offered() {
        offered++;
    }

    long unanswered() {
        return offered - acknowledged - refused;
    }

    @Override
    public void acknowledged(SimulatedMessage message) {
        acknowledged++;
        long micros = (elapsedNanos.getAsLong() - message.due().toNanos()) / 1000;
        latencyMicros.recordValue(Math.max(0, Math.min(LONGEST_MICROS, micros)));
        acknowledgedIds.accept(message.eventId());
    }

    @Override
    public void refused(SimulatedMessage message, String code) {
        refused++;
        refusedByCode.merge(code, 1L, Long::sum);
    }

    @Override
    public void resent(SimulatedMessage message) {
        resent++;
    }

    @Override
    public void connectionLost(String deviceId, Throwable cause) {
        connectionsLost++;
    }

    Summary summary() {
        return new Summary(
                offered,
                acknowledged,
                refused,
                resent,
                connectionsLost,
                Duration.ofNanos(elapsedNanos.getAsLong()),
                Map.copyOf(refusedByCode),
                new Summary.Latency(
                        millis(latencyMicros.getValueAtPercentile(50)),
                        millis(latencyMicros.getValueAtPercentile(95)),
                        millis(latencyMicros.getValueAtPercentile(99)),
                        millis(latencyMicros.getMaxValue())));
    }

    private static double millis(long micros) {
        return micros / 1000.0;
    }
}
