package io.wardlog.collector.query;

import java.util.Map;
import java.util.Optional;

/**
 * Which events are asked for.
 *
 * @param terms field of {@link io.wardlog.collector.index.EventFields} → the value it must have
 * @param from the earliest event time as {@link io.wardlog.collector.index.TimeKey}, inclusive
 * @param to the latest, exclusive
 * @param withQuarantined whether quarantined events are among the answers
 */
public record EventFilter(
        Map<String, String> terms, Optional<String> from, Optional<String> to, boolean withQuarantined) {

    /** Every event with these values, quarantined ones too. */
    public static EventFilter everything(Map<String, String> terms) {
        return new EventFilter(terms, Optional.empty(), Optional.empty(), true);
    }
}
