package io.wardlog.edge.presence;

import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * What was heard of one device: 104 bytes, so that 10,000 devices take 1.5 MB with the map that holds them. The writer's thread counts what it recorded, event
 * loops count refused connections, whoever asks looks. Its own monitor guards it and is held for one count or one look: two that want it at a time are rare.
 */
final class DeviceHistory {

    private static final long SLOT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int SLOTS = 6;

    /** How many were accepted in each of the last ten seconds, as {@link #slot} counts them. */
    private final int[] lastMinute = new int[SLOTS];

    private long slot = Long.MIN_VALUE;
    private long accepted;
    private long acceptedNanos;
    private long refused;
    private long refusedNanos;
    private ErrorCode lastCode;
    private SourceProtocol protocol;

    synchronized void accepted(SourceProtocol by, long nanos) {
        turnTo(nanos);
        lastMinute[Math.floorMod(slot, SLOTS)]++;
        accepted++;
        acceptedNanos = nanos;
        protocol = by;
    }

    synchronized void refused(SourceProtocol by, ErrorCode code, long nanos) {
        refused++;
        refusedNanos = nanos;
        lastCode = code;
        protocol = by;
    }

    synchronized Heard look(long nanos) {
        turnTo(nanos);
        Optional<Heard.Last> last =
                refused == 0 ? Optional.empty() : Optional.of(new Heard.Last(lastCode, ago(refusedNanos, nanos)));
        return new Heard(
                Optional.ofNullable(protocol),
                new Heard.Accepted(accepted, Arrays.stream(lastMinute).sum(), silence(nanos)),
                new Heard.Refused(refused, last));
    }

    /** For how long nothing was accepted; absent when nothing ever was. */
    synchronized Optional<Duration> silence(long nanos) {
        return accepted == 0 ? Optional.empty() : Optional.of(ago(acceptedNanos, nanos));
    }

    private static Duration ago(long then, long nanos) {
        return Duration.ofNanos(Math.max(0, nanos - then));
    }

    /** Forgets what is older than a minute. */
    private void turnTo(long nanos) {
        long now = Math.floorDiv(nanos, SLOT_NANOS);
        for (long passed = Math.max(slot + 1, now - SLOTS + 1); passed <= now; passed++) {
            lastMinute[Math.floorMod(passed, SLOTS)] = 0;
        }
        slot = Math.max(slot, now);
    }
}
