package io.wardlog.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * What one run of the generator against one contender gave, the warm-up left out.
 *
 * @param perSecond events acknowledged
 * @param micros processor time of the contender for each, in µs
 * @param p50 from sent to acknowledged, ms
 * @param p99 the same
 * @param complete whether every event was acknowledged
 */
record Measurement(long acknowledged, double perSecond, double micros, double p50, double p99, boolean complete) {

    /** Reads the generator's summary; the cost is the caller's to tell. */
    static Measurement of(JsonNode summary, double micros) {
        JsonNode measured = summary.path("measured");
        JsonNode latency = summary.path("latencyMs");
        return new Measurement(
                measured.path("acknowledged").asLong(),
                measured.path("acknowledgedPerSecond").asDouble(),
                micros,
                latency.path("p50").asDouble(),
                latency.path("p99").asDouble(),
                summary.path("complete").asBoolean());
    }

    /** One line for people. */
    String toText() {
        return String.format(
                Locale.ROOT,
                "%,.0f events/s, %.1f CPU µs an event, p50 %.1f ms, p99 %.1f ms%s",
                perSecond,
                micros,
                p50,
                p99,
                complete ? "" : ", NOT all acknowledged");
    }
}
