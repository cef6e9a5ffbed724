package io.wardlog.simulator.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One second of a run. Counts are of this second, {@code connected} and {@code unanswered} at its end; latencies of what was acknowledged in it.
 *
 * @param at seconds since the start, at its end
 */
record Second(
        double at,
        long due,
        long sent,
        long acknowledged,
        long refused,
        long resent,
        long late,
        long lost,
        long connected,
        long unanswered,
        Latency latency) {
    static final String HEADER = "seconds,due,sent,acknowledged,refused,resent,late,lost,connected,unanswered,"
            + "p50_ms,p90_ms,p99_ms,p999_ms,max_ms";

    /** In milliseconds. */
    record Latency(double p50, double p90, double p99, double p999, double max) {
        static Latency of(Histogram micros) {
            return new Latency(
                    millis(micros, 50),
                    millis(micros, 90),
                    millis(micros, 99),
                    millis(micros, 99.9),
                    millis(micros, 100));
        }

        private static double millis(Histogram micros, double percentile) {
            return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    String toCsv() {
        return String.format(
                Locale.ROOT,
                "%.3f,%d,%d,%d,%d,%d,%d,%d,%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f",
                at,
                due,
                sent,
                acknowledged,
                refused,
                resent,
                late,
                lost,
                connected,
                unanswered,
                latency.p50(),
                latency.p90(),
                latency.p99(),
                latency.p999(),
                latency.max());
    }
}
