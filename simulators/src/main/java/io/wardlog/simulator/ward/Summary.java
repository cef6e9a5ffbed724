package io.wardlog.simulator.ward;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;

/**
 * What a run came to. {@code sent} counts messages, {@code resent} the further times that one was sent.
 */
public record Summary(
        long sent,
        long acknowledged,
        long refused,
        long resent,
        long connectionsLost,
        Duration took,
        Map<String, Long> refusedByCode,
        Latency latency) {

    /** Due to acknowledged, in milliseconds. */
    public record Latency(double p50, double p95, double p99, double max) {}

    /** Whether every message was accepted. */
    public boolean complete() {
        return acknowledged == sent;
    }

    /** One line for people. */
    public String toText() {
        return ("sent %d, acknowledged %d, refused %d%s, unanswered %d, resent %d, connections lost %d in %.1f s;"
                        + " latency ms p50 %.1f p95 %.1f p99 %.1f max %.1f")
                .formatted(
                        sent,
                        acknowledged,
                        refused,
                        refusedByCode.isEmpty() ? "" : " " + refusedByCode,
                        sent - acknowledged - refused,
                        resent,
                        connectionsLost,
                        took.toMillis() / 1000.0,
                        latency.p50(),
                        latency.p95(),
                        latency.p99(),
                        latency.max());
    }

    /** The same for programs. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("sent", sent)
                .put("acknowledged", acknowledged)
                .put("refused", refused)
                .put("resent", resent)
                .put("connectionsLost", connectionsLost)
                .put("seconds", took.toMillis() / 1000.0);
        ObjectNode codes = json.putObject("refusedByCode");
        refusedByCode.forEach(codes::put);
        json.putObject("latencyMs")
                .put("p50", latency.p50())
                .put("p95", latency.p95())
                .put("p99", latency.p99())
                .put("max", latency.max());
        return json;
    }
}
