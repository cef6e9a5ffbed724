package io.wardlog.edge.accept;

import io.wardlog.edge.writer.AgentClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What devices met since they were last recorded: their connection ended, they sent too much, or there was no room. Memory only: it explains gaps and decides
 * nothing. At most {@value #MOST_TURNED_AWAY} that are turned away are told apart; the others count as the agent's own. Thread-safe.
 */
public final class DeviceTroubles {

    static final int MOST_TURNED_AWAY = 64;

    private final String agentId;
    private final Map<String, GapCause> sinceRecorded = new ConcurrentHashMap<>();
    private final Map<String, TurnedAway> turnedAway = new HashMap<>();

    /** A stretch of time in which there was no room: when the first and the last message were turned away. */
    record TurnedAway(Instant first, Instant last, long lastNanos) {}

    DeviceTroubles(String agentId) {
        this.agentId = agentId;
    }

    /** A connection of the device ended. */
    void disconnected(String deviceId) {
        sinceRecorded.putIfAbsent(deviceId, GapCause.OFFLINE);
    }

    /** A message of the device was told to come later, because of a limit: whatever else it met, nobody knows whether that is why something is missing. */
    void rateLimited(String deviceId) {
        sinceRecorded.merge(
                deviceId, GapCause.UNKNOWN, (before, unknown) -> before == GapCause.OFFLINE ? unknown : before);
    }

    /** A message of the device was turned away for want of room. */
    void hadNoRoom(String deviceId, AgentClock clock) {
        sinceRecorded.put(deviceId, GapCause.DISK_FULL);
        Instant now = clock.now();
        long nanos = clock.nanoTime();
        synchronized (turnedAway) {
            boolean own = turnedAway.containsKey(deviceId) || turnedAway.size() < MOST_TURNED_AWAY;
            turnedAway.merge(
                    own ? deviceId : agentId,
                    new TurnedAway(now, now, nanos),
                    (before, last) -> new TurnedAway(before.first(), last.last(), last.lastNanos()));
        }
    }

    /** A message of the device is recorded; answers what it met since the one before. */
    Optional<GapCause> recorded(String deviceId) {
        return Optional.ofNullable(sinceRecorded.remove(deviceId));
    }

    /** The stretches that are not over, or whose end is not on record. A copy. */
    Map<String, TurnedAway> turnedAway() {
        synchronized (turnedAway) {
            return Map.copyOf(turnedAway);
        }
    }

    /** The end of this stretch is on record; it goes on anew when another message was turned away since. */
    void isOver(String deviceId, TurnedAway stretch) {
        synchronized (turnedAway) {
            turnedAway.remove(deviceId, stretch);
        }
    }
}
