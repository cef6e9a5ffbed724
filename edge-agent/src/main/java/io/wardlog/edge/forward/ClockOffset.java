package io.wardlog.edge.forward;

import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the collector's clock is from the gateway's, as a time that the collector signed shows it: it was read between the question and
 * the answer.
 *
 * @param micros what the collector's clock is ahead, negative when it is behind; microseconds
 * @param uncertaintyMicros the offset is at most so much larger or smaller; half of the time that the answer took
 */
public record ClockOffset(long micros, long uncertaintyMicros) {

    /** From what offset on, uncertainty deducted, a person should look at the clocks: times are compared by the minute. */
    public static final Duration TOLERATED = Duration.ofMinutes(1);

    /**
     * What a signed time says; nothing when it is none, or the gateway's clock was set meanwhile.
     *
     * @param signed the collector's clock, as in a receipt or a head
     * @param asked the gateway's clock when the question went out
     * @param answered the same when the answer was there
     */
    public static Optional<ClockOffset> of(String signed, Instant asked, Instant answered) {
        long from = AgentClock.micros(asked);
        long to = AgentClock.micros(answered);
        return EventTimes.readMicros(signed)
                .filter(time -> from <= to)
                .map(time -> new ClockOffset(AgentClock.micros(time) - (from + to) / 2, (to - from + 1) / 2));
    }

    /** Whether the clocks differ by more than {@link #TOLERATED}, whatever the uncertainty hides. */
    public boolean isFar() {
        return Math.abs(micros) - uncertaintyMicros > TOLERATED.toNanos() / 1_000;
    }
}
