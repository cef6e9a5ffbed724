package io.wardlog.edge.listen;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The identified connections of one protocol, so that those of a removed or changed device can be ended. Thread-safe. */
public final class LiveConnections {

    private final Map<String, Set<Runnable>> endings = new ConcurrentHashMap<>();

    /** Remembers that {@code end}, callable from any thread, ends a connection of this device. */
    public void add(String deviceId, Runnable end) {
        endings.compute(deviceId, (ignored, all) -> {
            Set<Runnable> present = all == null ? ConcurrentHashMap.newKeySet() : all;
            present.add(end);
            return present;
        });
    }

    /** Forgets a connection that is gone. */
    public void remove(String deviceId, Runnable end) {
        endings.computeIfPresent(deviceId, (ignored, all) -> {
            all.remove(end);
            return all.isEmpty() ? null : all;
        });
    }

    /** The devices that have one now. */
    public Set<String> devices() {
        return Set.copyOf(endings.keySet());
    }

    /** Ends every connection of these devices. */
    public void end(Set<String> deviceIds) {
        for (String deviceId : deviceIds) {
            endings.getOrDefault(deviceId, Set.of()).forEach(Runnable::run);
        }
    }
}
