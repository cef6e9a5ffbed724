package io.wardlog.collector.custody;

import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.collector.topic.Alert;
import io.wardlog.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What custody makes of a batch that holds together in itself.
 *
 * @param kind what the batch is
 * @param quarantine the code for which every one of its events is quarantined, if any
 * @param brokenChains per device, the code for which its events in this batch are quarantined
 * @param alerts what a person should see
 * @param standing the agent's standing after it
 */
public record Judgement(
        Kind kind,
        Optional<ErrorCode> quarantine,
        Map<String, ErrorCode> brokenChains,
        List<Alert> alerts,
        AgentStanding standing) {

    /** What a batch can be. */
    public enum Kind {
        /** It has a place, and now holds it. */
        RECORDED,
        /** It was judged before: nothing is published again. */
        RESENT,
        /** It contradicts what is recorded. */
        FORK,
        /** Its place is held by a batch whose hash is no longer remembered. */
        STALE,
        /** It stands beyond so many gaps that custody keeps no more stretches. */
        CROWDED
    }

    /** Copies the collections. */
    public Judgement {
        brokenChains = Map.copyOf(brokenChains);
        alerts = List.copyOf(alerts);
    }

    /** The code for which a device's events in this batch are quarantined, if any. */
    public Optional<ErrorCode> quarantineOf(String deviceId) {
        return quarantine.or(() -> Optional.ofNullable(brokenChains.get(deviceId)));
    }
}
