package io.wardlog.collector.ingest.http;

import io.wardlog.collector.ingest.AlertLog;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.topic.Alert;
import io.wardlog.error.Problem;
import io.wardlog.event.EventTimes;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records refusals as alerts, one a minute for each agent and code: an agent that tries again and again must not fill the topic. Thread-safe.
 */
final class RefusalRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
    private static final long QUIET_MILLIS = 60_000;

    private final AlertLog alerts;
    private final InstantSource clock;
    private final Map<String, Long> lastMillis = new ConcurrentHashMap<>();

    RefusalRecorder(AlertLog alerts, InstantSource clock) {
        this.alerts = alerts;
        this.clock = clock;
    }

    /** Records a refusal; those that only ask to come back later are no findings. */
    void refused(Optional<RegisteredAgent> agent, Problem problem) {
        if (problem.code().httpStatus() >= 500) {
            return;
        }
        String who = agent.map(RegisteredAgent::key).orElse(Alert.UNKNOWN);
        long now = clock.millis();
        boolean[] isDue = {false};
        lastMillis.compute(who + " " + problem.code(), (key, last) -> {
            isDue[0] = last == null || now - last >= QUIET_MILLIS;
            return isDue[0] ? Long.valueOf(now) : last;
        });
        if (isDue[0]) {
            LOG.atWarn()
                    .addKeyValue("agent", who)
                    .addKeyValue("code", problem.code().code())
                    .addKeyValue("detail", problem.detail())
                    .log("request_refused");
            alerts.record(alert(agent, problem));
        }
    }

    private Alert alert(Optional<RegisteredAgent> agent, Problem problem) {
        return new Alert(
                problem.code(),
                agent.map(RegisteredAgent::tenantId).orElse(Alert.UNKNOWN),
                agent.map(RegisteredAgent::agentId).orElse(Alert.UNKNOWN),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                "refused by ingest: " + problem.detail(),
                EventTimes.micros(clock.instant()));
    }
}
