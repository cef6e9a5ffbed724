package io.wardlog.simulator.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/**
 * What becomes of the messages, counted by the event loops and read by the reporter. Safe for use by several threads.
 *
 * <p>Latencies are in microseconds from the time at which a message was due to its answer.
 */
final class LoadCounts {
    /** Longest latency told apart: an hour. */
    private static final long LONGEST_MICROS = 3_600_000_000L;

    final LongAdder due = new LongAdder();
    final LongAdder sent = new LongAdder();
    /** Written later than {@link LoadDevice#LATE_NANOS} after they were due. */
    final LongAdder late = new LongAdder();

    final LongAdder acknowledged = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder resent = new LongAdder();
    final LongAdder connected = new LongAdder();
    final LongAdder lost = new LongAdder();
    /** Answers to what was not asked. */
    final LongAdder unexpected = new LongAdder();

    final Recorder latencies = new Recorder(LONGEST_MICROS, 3);
    /** Of messages that were due behind the warm-up. */
    final Recorder measured = new Recorder(LONGEST_MICROS, 3);

    private final Map<String, LongAdder> refusedByCode = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> lostByCause = new ConcurrentHashMap<>();
    private final long warmUpNanos;

    LoadCounts(long warmUpNanos) {
        this.warmUpNanos = warmUpNanos;
    }

    void acknowledged(LoadMessage message, long nowNanos) {
        acknowledged.increment();
        long micros = Math.max(0, Math.min(LONGEST_MICROS, (nowNanos - message.dueNanos()) / 1000));
        latencies.recordValue(micros);
        if (message.dueNanos() >= warmUpNanos) {
            measured.recordValue(micros);
        }
    }

    void refused(String code) {
        refused.increment();
        refusedByCode.computeIfAbsent(code, any -> new LongAdder()).increment();
    }

    void lost(String cause) {
        lost.increment();
        lostByCause.computeIfAbsent(cause, any -> new LongAdder()).increment();
    }

    long unanswered() {
        return due.sum() - acknowledged.sum() - refused.sum();
    }

    Map<String, Long> refusedByCode() {
        return sums(refusedByCode);
    }

    Map<String, Long> lostByCause() {
        return sums(lostByCause);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((name, count) -> sums.put(name, count.sum()));
        return sums;
    }
}
