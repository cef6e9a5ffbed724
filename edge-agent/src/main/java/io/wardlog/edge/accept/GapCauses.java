package io.wardlog.edge.accept;

import io.wardlog.edge.state.DeviceNumbers;
import io.wardlog.edge.state.DeviceNumbers.Missing;
import io.wardlog.edge.state.NumberHole;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What was known of a hole when it came to be, until it is declared. Not thread-safe: the writer's. */
final class GapCauses {

    private static final int PER_DEVICE = 16;

    private final Map<String, NavigableMap<Long, Known>> byLast = new HashMap<>();

    private record Known(long first, GapCause cause) {}

    void note(String deviceId, NumberHole hole, Optional<GapCause> cause) {
        if (cause.isPresent() && find(deviceId, hole).isEmpty()) {
            NavigableMap<Long, Known> known = byLast.computeIfAbsent(deviceId, first -> new TreeMap<>());
            known.put(hole.last(), new Known(hole.first(), cause.get()));
            if (known.size() > PER_DEVICE) {
                known.pollFirstEntry();
            }
        }
    }

    /** Of a hole, or of what is left of one. */
    GapCause of(Missing missing) {
        return find(missing.deviceId(), missing.hole()).orElse(GapCause.UNKNOWN);
    }

    private Optional<GapCause> find(String deviceId, NumberHole hole) {
        NavigableMap<Long, Known> known = byLast.get(deviceId);
        return Optional.ofNullable(known == null ? null : known.ceilingEntry(hole.last()))
                .filter(entry -> entry.getValue().first() <= hole.first())
                .map(entry -> entry.getValue().cause());
    }

    /** Forgets devices of which nothing is missing any more. */
    void retain(DeviceNumbers numbers) {
        byLast.keySet().removeIf(deviceId -> !numbers.isMissingAny(deviceId));
    }
}
