package io.wardlog.edge.accept;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How many gaps were declared since the start. The writer's thread counts, any thread reads. */
public final class DeclaredGaps {

    private final Map<GapCause, AtomicLong> all = new EnumMap<>(GapCause.class);
    private final Map<String, Map<GapCause, Long>> byDevice = new ConcurrentHashMap<>();

    DeclaredGaps() {
        for (GapCause cause : GapCause.values()) {
            all.put(cause, new AtomicLong());
        }
    }

    void count(String deviceId, GapCause cause) {
        all.get(cause).incrementAndGet();
        byDevice.merge(deviceId, Map.of(cause, 1L), DeclaredGaps::sum);
    }

    private static Map<GapCause, Long> sum(Map<GapCause, Long> before, Map<GapCause, Long> more) {
        Map<GapCause, Long> sum = new EnumMap<>(before);
        more.forEach((cause, count) -> sum.merge(cause, count, Long::sum));
        return sum; // never changed again
    }

    /** How many with this cause, the agent's own among them. */
    public long of(GapCause cause) {
        return all.get(cause).get();
    }

    /** How many of this device, by their cause; those that are not there are none. */
    public Map<GapCause, Long> of(String deviceId) {
        return byDevice.getOrDefault(deviceId, Map.of());
    }

    /** The directory changed: devices that are in it no more are forgotten. */
    public void retain(Collection<String> deviceIds) {
        byDevice.keySet().retainAll(deviceIds);
    }
}
