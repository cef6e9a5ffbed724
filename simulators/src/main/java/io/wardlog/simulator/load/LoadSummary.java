package io.wardlog.simulator.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param latencyMicros of the acknowledged messages that were due behind the warm-up; what is unanswered is not in it
 * @param connecting how long it took until all devices were connected
 * @param sending how long messages became due
 * @param measured how much came through behind the warm-up, and what it cost
 * @param failure why the run was given up; null when it was not
 */
record LoadSummary(
        LoadPlan plan,
        Machine machine,
        LoadCounts counts,
        Histogram latencyMicros,
        Duration connecting,
        Duration sending,
        Stretch measured,
        String failure) {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

    /** Whether every message that was due is acknowledged, and nothing else was answered. */
    boolean complete() {
        return failure == null
                && counts.due.sum() > 0
                && counts.acknowledged.sum() == counts.due.sum()
                && counts.unexpected.sum() == 0;
    }

    /** Some lines for people. */
    String toText() {
        StringBuilder text = new StringBuilder();
        line(text, "%s", title());
        line(text, "%s", machine.toText());
        line(
                text,
                "due %,d, sent %,d, acknowledged %,d, refused %,d%s, unanswered %,d, answers to nothing %,d",
                counts.due.sum(),
                counts.sent.sum(),
                counts.acknowledged.sum(),
                counts.refused.sum(),
                named(counts.refusedByCode()),
                counts.unanswered(),
                counts.unexpected.sum());
        line(
                text,
                "sent later than 10 ms behind its time %,d, sent again %,d, connections lost %,d%s",
                counts.late.sum(),
                counts.resent.sum(),
                counts.lost.sum(),
                named(counts.lostByCause()));
        StringBuilder latency = new StringBuilder(
                plan.arrivals().isClosedLoop() ? "from sent to acknowledged, ms:" : "from due to acknowledged, ms:");
        for (double percentile : PERCENTILES) {
            latency.append(String.format(Locale.ROOT, "  %s %.1f", name(percentile), millis(percentile)));
        }
        line(text, "%s", latency);
        line(
                text,
                "acknowledged behind the warm-up: %,.0f a second over %.1f s",
                measured.acknowledgedPerSecond(),
                measured.seconds());
        measured.microsPerMessage()
                .forEach((name, micros) -> line(text, "%s: %.2f CPU µs an acknowledged message", name, micros));
        if (failure != null) {
            line(text, "%s", failure);
        }
        return text.toString();
    }

    /** What the run was, in one line. */
    String title() {
        return String.format(
                Locale.ROOT,
                "%s over %,d connections for %.0f s, %s%s",
                plan.arrivals().isClosedLoop()
                        ? "as fast as answered, %d in flight each,".formatted(plan.inFlight())
                        : "%,.0f messages/s (%s)"
                                .formatted(
                                        plan.arrivals().perSecond(),
                                        plan.arrivals().pattern()),
                plan.devices().size(),
                sending.toMillis() / 1000.0,
                switch (plan.protocol()) {
                    case mqtt5 -> "MQTT 5";
                    case mqtt3 -> "MQTT 3.1.1";
                    case tcp -> "TCP";
                },
                plan.endpoint().caFile().isPresent() ? " with TLS, by " + plan.signIn() : "");
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String named(Map<String, Long> counts) {
        return counts.isEmpty() ? "" : " " + counts;
    }

    private static String name(double percentile) {
        return percentile == 100
                ? "max"
                : "p" + BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString();
    }

    private double millis(double percentile) {
        return latencyMicros.getTotalCount() == 0 ? 0 : latencyMicros.getValueAtPercentile(percentile) / 1000.0;
    }

    /** The same for programs. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("title", title()).set("machine", machine.toJson());
        if (plan.arrivals().isClosedLoop()) {
            json.put("inFlight", plan.inFlight());
        } else {
            json.put("ratePerSecond", plan.arrivals().perSecond());
        }
        json.put("connections", plan.devices().size())
                .put("connectSeconds", connecting.toMillis() / 1000.0)
                .put("seconds", sending.toMillis() / 1000.0)
                .put("due", counts.due.sum())
                .put("sent", counts.sent.sum())
                .put("acknowledged", counts.acknowledged.sum())
                .put("refused", counts.refused.sum())
                .put("unanswered", counts.unanswered())
                .put("unexpected", counts.unexpected.sum())
                .put("late", counts.late.sum())
                .put("resent", counts.resent.sum())
                .put("connectionsLost", counts.lost.sum())
                .put("complete", complete());
        ObjectNode latency = json.putObject("latencyMs");
        for (double percentile : PERCENTILES) {
            latency.put(name(percentile), millis(percentile));
        }
        json.set("measured", measured.toJson());
        counts(json.putObject("refusedByCode"), counts.refusedByCode());
        counts(json.putObject("lostByCause"), counts.lostByCause());
        return failure == null ? json : json.put("failure", failure);
    }

    private static void counts(ObjectNode json, Map<String, Long> counts) {
        counts.forEach(json::put);
    }
}
