package io.wardlog.edge.throttle;

import io.wardlog.edge.throttle.Throttle.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stretches of time in which a device, or all together, sent more than they may: from the first message that was turned away until
 * none was for {@link #QUIET}. At most {@value #MAX_DEVICES} devices at a time have one of their own, so that what is recorded of a bad day stays
 * small; the others are counted. Thread-safe.
 */
public final class Stretches {

    /** A stretch is over after so long without a message turned away. */
    public static final Duration QUIET = Duration.ofMinutes(1);

    static final int MAX_DEVICES = 64;

    private final Map<String, Stretch> open = new LinkedHashMap<>();
    private Stretch ofAll;
    private long total;

    /** One that goes on. Guarded by the outer lock. */
    private static final class Stretch {
        private final long firstNanos;
        private long lastNanos;
        private long messages;
        private boolean told;

        Stretch(long now) {
            firstNanos = now;
        }

        void count(long now) {
            lastNanos = now;
            messages++;
        }
    }

    /**
     * A stretch that began or ended.
     *
     * @param deviceId whose; absent when all together were over their limit
     * @param ended whether it is over; else it has just begun
     * @param since how long ago it began
     * @param messages how many were turned away, counted again each time they came
     */
    public record Change(Optional<String> deviceId, boolean ended, Duration since, long messages) {}

    /** What goes on now. */
    public record Now(boolean agent, List<String> devices, long messages) {}

    /** A message of this device was turned away. */
    synchronized void throttled(String deviceId, Scope scope, long now) {
        total++;
        if (scope == Scope.AGENT) {
            ofAll = ofAll == null ? new Stretch(now) : ofAll;
            ofAll.count(now);
        } else if (open.containsKey(deviceId) || open.size() < MAX_DEVICES) {
            open.computeIfAbsent(deviceId, id -> new Stretch(now)).count(now);
        }
    }

    /** What has begun or ended since the last call. */
    public synchronized List<Change> changes(long now) {
        List<Change> changes = new ArrayList<>();
        if (ofAll != null && look(Optional.empty(), ofAll, now, changes)) {
            ofAll = null;
        }
        for (Iterator<Map.Entry<String, Stretch>> each = open.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<String, Stretch> entry = each.next();
            if (look(Optional.of(entry.getKey()), entry.getValue(), now, changes)) {
                each.remove();
            }
        }
        return changes;
    }

    private static boolean look(Optional<String> deviceId, Stretch stretch, long now, List<Change> changes) {
        Duration since = Duration.ofNanos(now - stretch.firstNanos);
        if (!stretch.told) {
            stretch.told = true;
            changes.add(new Change(deviceId, false, since, stretch.messages));
        }
        boolean ended = now - stretch.lastNanos >= QUIET.toNanos();
        if (ended) {
            changes.add(new Change(deviceId, true, since, stretch.messages));
        }
        return ended;
    }

    /** Who is turned away now, and how many messages were since the start. */
    public synchronized Now now() {
        return new Now(ofAll != null, List.copyOf(open.keySet()), total);
    }
}
