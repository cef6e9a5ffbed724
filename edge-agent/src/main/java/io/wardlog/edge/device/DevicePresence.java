package io.wardlog.edge.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * When each device was heard last: a message of it was accepted. Known since the agent's start; before that nobody counted. It raises no
 * alarm: a pump in the cupboard is silent, too. Thread-safe.
 */
public final class DevicePresence {

    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private final Supplier<Instant> now;
    private final LongSupplier nanoTime;
    private final long sinceNanos;

    /** For people, and for the length of a silence: the wall clock may be set in it. */
    private record Heard(Instant at, long nanos) {}

    /**
     * Nothing has been heard yet; listens from now on.
     *
     * @param now the wall clock, only to be shown
     * @param nanoTime nanoseconds of a clock that is never set
     */
    public DevicePresence(Supplier<Instant> now, LongSupplier nanoTime) {
        this.now = now;
        this.nanoTime = nanoTime;
        this.sinceNanos = nanoTime.getAsLong();
    }

    /** How the devices of a directory stand. {@code silent} holds also those that were not heard at all, once that is long enough. */
    public record Standing(int known, int unheard, List<Silent> silent) {}

    /** A device that has been silent for long, and when it was heard last, if since the start. */
    public record Silent(String deviceId, Optional<Instant> lastHeard) {}

    /** A message of this device was accepted. */
    public void heard(String deviceId) {
        heard.put(deviceId, new Heard(now.get(), nanoTime.getAsLong()));
    }

    /** The directory changed: devices that are in it no more are forgotten. */
    public void retain(Collection<String> deviceIds) {
        heard.keySet().retainAll(deviceIds);
    }

    /** How these devices stand, silent being who was not heard for {@code silentAfter}; who fell silent last comes first. */
    public Standing of(Collection<String> deviceIds, Duration silentAfter) {
        long nowNanos = nanoTime.getAsLong();
        Map<Silent, Long> silent = new HashMap<>();
        int unheard = 0;
        for (String id : deviceIds) {
            Optional<Heard> last = Optional.ofNullable(heard.get(id));
            unheard += last.isEmpty() ? 1 : 0;
            long silence = nowNanos - last.map(Heard::nanos).orElse(sinceNanos);
            if (silence > silentAfter.toNanos()) {
                silent.put(new Silent(id, last.map(Heard::at)), last.isEmpty() ? Long.MAX_VALUE : silence);
            }
        }
        return new Standing(deviceIds.size(), unheard, shortestFirst(silent));
    }

    private static List<Silent> shortestFirst(Map<Silent, Long> silences) {
        return silences.entrySet().stream()
                .sorted(Map.Entry.<Silent, Long>comparingByValue()
                        .thenComparing(silence -> silence.getKey().deviceId()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
