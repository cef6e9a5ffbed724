package io.wardlog.edge.life;

import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time in which the agent was not there, as far as it can tell when it starts.
 *
 * @param from the time of the last event on disk
 * @param cause {@code clock_step} when the clock reads less than then, {@code reboot} when the machine runs only since, else {@code offline}
 */
public record Absence(Instant from, GapCause cause) {

    /** What it was before now; empty for an agent that has never recorded anything. */
    public static Optional<Absence> before(Instant now, AgentState state, Optional<Duration> uptime) {
        if (state.lastIngestionMicros() == 0) {
            return Optional.empty();
        }
        Instant last = AgentClock.ofMicros(state.lastIngestionMicros());
        return Optional.of(new Absence(last, cause(last, now, uptime)));
    }

    private static GapCause cause(Instant last, Instant now, Optional<Duration> uptime) {
        if (now.isBefore(last)) {
            return GapCause.CLOCK_STEP;
        }
        boolean booted = uptime.filter(is -> now.minus(is).isAfter(last)).isPresent();
        return booted ? GapCause.REBOOT : GapCause.OFFLINE;
    }
}
