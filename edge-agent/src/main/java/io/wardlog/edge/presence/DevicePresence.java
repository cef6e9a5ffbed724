package io.wardlog.edge.presence;

import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * What was heard of each device: how many of its messages were accepted and refused, and when the last ones. Known since the agent's start; before that nobody counted.
 * It raises no alarm: a pump in the cupboard is silent, too. Thread-safe; counting allocates nothing but for a device's first message.
 */
public final class DevicePresence {

    private final Map<String, DeviceHistory> devices = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final long sinceNanos;

    /**
     * Nothing has been heard yet; listens from now on.
     *
     * @param nanoTime nanoseconds of a clock that is never set
     */
    public DevicePresence(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.sinceNanos = nanoTime.getAsLong();
    }

    /** How the devices of a directory stand. {@code silent} holds also those that were not heard at all, once that is long enough. */
    public record Standing(int known, int unheard, List<Silent> silent) {}

    /** A device that has been silent for long, and for how long, if it was heard since the start. */
    public record Silent(String deviceId, Optional<Duration> silence) {}

    /** A message was answered. One that is told to come later is neither accepted nor refused. */
    void answered(Arrival arrival, Outcome outcome) {
        String deviceId = arrival.device().deviceId();
        if (outcome instanceof Outcome.Accepted) {
            of(deviceId).accepted(arrival.protocol(), nanoTime.getAsLong());
        } else if (outcome instanceof Outcome.Rejected rejected) {
            refused(deviceId, arrival.protocol(), rejected.code());
        }
    }

    /** Something was refused that never became a message; strangers are nobody's device. */
    void refused(Refusal refusal) {
        refusal.deviceId().ifPresent(deviceId -> refused(deviceId, refusal.protocol(), refusal.code()));
    }

    private void refused(String deviceId, SourceProtocol protocol, ErrorCode code) {
        of(deviceId).refused(protocol, code, nanoTime.getAsLong());
    }

    /** Without a lock for a device that is known, unlike {@code computeIfAbsent}. */
    private DeviceHistory of(String deviceId) {
        DeviceHistory known = devices.get(deviceId);
        return known != null ? known : devices.computeIfAbsent(deviceId, first -> new DeviceHistory());
    }

    /** The directory changed: devices that are in it no more are forgotten. */
    public void retain(Collection<String> deviceIds) {
        devices.keySet().retainAll(deviceIds);
    }

    /** What was heard of this device. */
    public Heard heard(String deviceId) {
        DeviceHistory history = devices.get(deviceId);
        return history == null ? Heard.NOTHING : history.look(nanoTime.getAsLong());
    }

    /** How these devices stand, silent being who was not heard for {@code silentAfter}; who fell silent last comes first. */
    public Standing of(Collection<String> deviceIds, Duration silentAfter) {
        long now = nanoTime.getAsLong();
        List<Silent> all = deviceIds.stream()
                .map(id -> new Silent(id, Optional.ofNullable(devices.get(id)).flatMap(device -> device.silence(now))))
                .toList();
        Duration running = Duration.ofNanos(now - sinceNanos);
        List<Silent> silent = all.stream()
                .filter(device -> device.silence().orElse(running).compareTo(silentAfter) > 0)
                .sorted(Comparator.comparing(DevicePresence::length).thenComparing(Silent::deviceId))
                .toList();
        int unheard =
                (int) all.stream().filter(device -> device.silence().isEmpty()).count();
        return new Standing(all.size(), unheard, silent);
    }

    private static Duration length(Silent device) {
        return device.silence().orElse(Duration.ofNanos(Long.MAX_VALUE));
    }
}
