package io.wardlog.edge.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each device was heard last: a message of it was accepted. Known since the agent's start; before that nobody counted. It raises no
 * alarm: a pump in the cupboard is silent, too. Thread-safe.
 */
public final class DevicePresence {

    private final Map<String, Instant> heard = new ConcurrentHashMap<>();
    private final Instant since;

    /** Nothing has been heard yet; listens from {@code since} on. */
    public DevicePresence(Instant since) {
        this.since = since;
    }

    /** How the devices of a directory stand. {@code silent} holds also those that were not heard at all, once that is long enough. */
    public record Standing(int known, int unheard, List<Silent> silent) {}

    /** A device that has been silent for long, and when it was heard last, if since the start. */
    public record Silent(String deviceId, Optional<Instant> lastHeard) {}

    /** A message of this device was accepted. */
    public void heard(String deviceId, Instant now) {
        heard.put(deviceId, now);
    }

    /** The directory changed: devices that are in it no more are forgotten. */
    public void retain(Collection<String> deviceIds) {
        heard.keySet().retainAll(deviceIds);
    }

    /** How these devices stand, silent being who was not heard for {@code silentAfter}; who fell silent last comes first. */
    public Standing of(Collection<String> deviceIds, Duration silentAfter, Instant now) {
        List<Silent> silent = new ArrayList<>();
        int unheard = 0;
        for (String id : deviceIds) {
            Optional<Instant> last = Optional.ofNullable(heard.get(id));
            unheard += last.isEmpty() ? 1 : 0;
            if (last.orElse(since).plus(silentAfter).isBefore(now)) {
                silent.add(new Silent(id, last));
            }
        }
        silent.sort(Comparator.comparing((Silent device) -> device.lastHeard().orElse(Instant.MIN))
                .reversed()
                .thenComparing(Silent::deviceId));
        return new Standing(deviceIds.size(), unheard, silent);
    }
}
