package io.wardlog.edge.life;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.throttle.Stretches;
import io.wardlog.edge.throttle.Throttle;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Writer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records when messages begin to be turned away, and when that is over. {@link #look} belongs to one thread. */
public final class ThrottleRecords {

    /** How often {@link #look} is called. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(ThrottleRecords.class);

    private final Parts parts;
    private final WaitingRecords records;

    /** What is looked at, and where it is recorded. */
    public record Parts(Writer writer, Throttle throttle, Stretches stretches, AgentClock clock) {}

    public ThrottleRecords(Parts parts) {
        this.parts = parts;
        this.records = new WaitingRecords(parts.writer());
    }

    /** Records what has begun or ended, and what found no room before. */
    public void look() {
        records.write();
        long now = parts.clock().nanoTime();
        parts.stretches().changes(now).forEach(this::record);
        parts.throttle().forgetIdle(now);
    }

    private void record(Stretches.Change change) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("scope", (change.deviceId().isPresent() ? Throttle.Scope.DEVICE : Throttle.Scope.AGENT).wireName());
        payload.put("phase", change.ended() ? "ended" : "began");
        change.deviceId().ifPresent(id -> payload.put("deviceId", id));
        payload.put("durationMs", change.since().toMillis());
        payload.put("messages", change.messages());
        log.atWarn()
                .addKeyValue("scope", payload.get("scope").textValue())
                .addKeyValue("phase", payload.get("phase").textValue())
                .addKeyValue("deviceId", change.deviceId().orElse("-"))
                .addKeyValue("messages", change.messages())
                .log("rate_limited");
        records.write("agent.rate_limited", payload);
    }
}
