package io.wardlog.collector.ingest.http;

import io.wardlog.collector.ingest.AlertLog;
import io.wardlog.collector.ingest.UnregisteredAgents;
import io.wardlog.collector.register.AgentName;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.topic.Alert;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.event.EventTimes;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records refusals as alerts, one a minute for each agent and code, and one an hour where only a person can change something: an agent that
 * tries again and again must not fill the topic. Thread-safe.
 */
final class RefusalRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalRecorder.class);
    private static final long QUIET_MILLIS = 60_000;
    private static final long LONG_QUIET_MILLIS = 3_600_000;
    private static final Set<ErrorCode> LASTING = Set.of(ErrorCode.UNKNOWN_AGENT, ErrorCode.AGENT_DECOMMISSIONED);

    private final AlertLog alerts;
    private final UnregisteredAgents strangers;
    private final InstantSource clock;
    private final Map<String, Long> lastMillis = new ConcurrentHashMap<>();

    /** Who is refused, as far as something trustworthy names him. */
    private record Who(String tenantId, String agentId) {
        static final Who UNKNOWN = new Who(Alert.UNKNOWN, Alert.UNKNOWN);

        String key() {
            return equals(UNKNOWN) ? Alert.UNKNOWN : tenantId + "/" + agentId;
        }
    }

    RefusalRecorder(AlertLog alerts, UnregisteredAgents strangers, InstantSource clock) {
        this.alerts = alerts;
        this.strangers = strangers;
        this.clock = clock;
    }

    /** Records a refusal; those that only ask to come back later are no findings. */
    void refused(Optional<RegisteredAgent> agent, Problem problem) {
        if (problem.code().httpStatus() < 500) {
            record(
                    agent.map(known -> new Who(known.tenantId(), known.agentId()))
                            .orElse(Who.UNKNOWN),
                    problem);
        }
    }

    /** Records that somebody with a certificate of our authority is not in the register; it names him, unless there are too many. */
    void refusedStranger(Optional<AgentName> name, Problem problem) {
        record(
                name.filter(strangers::saw)
                        .map(stranger -> new Who(stranger.tenantId(), stranger.agentId()))
                        .orElse(Who.UNKNOWN),
                problem);
    }

    private void record(Who who, Problem problem) {
        long quiet = LASTING.contains(problem.code()) ? LONG_QUIET_MILLIS : QUIET_MILLIS;
        long now = clock.millis();
        boolean[] isDue = {false};
        lastMillis.compute(who.key() + " " + problem.code(), (key, last) -> {
            isDue[0] = last == null || now - last >= quiet;
            return isDue[0] ? Long.valueOf(now) : last;
        });
        if (isDue[0]) {
            LOG.atWarn()
                    .addKeyValue("agent", who.key())
                    .addKeyValue("code", problem.code().code())
                    .addKeyValue("detail", problem.detail())
                    .log("request_refused");
            alerts.record(alert(who, problem));
        }
    }

    private Alert alert(Who who, Problem problem) {
        return new Alert(
                problem.code(),
                who.tenantId(),
                who.agentId(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                "refused by ingest: " + problem.detail(),
                EventTimes.micros(clock.instant()));
    }
}
