package io.wardlog.edge.simulation;

import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The agent's two clocks, and the time of the world, which nobody in it can read. */
final class SimulatedClock implements AgentClock {

    private long worldNanos;
    private long bootedNanos;
    private Instant wallAtBeginning = Instant.parse("2026-11-23T07:00:00Z");
    private Duration setForward = Duration.ZERO;
    private Duration unmet = Duration.ZERO;
    /** How much of it a run that has no event on disk yet takes for a pause. */
    private Duration pause = Duration.ZERO;

    private Duration overRestarts = Duration.ZERO;

    /** Nanoseconds since the world began. */
    long world() {
        return worldNanos;
    }

    void advanceTo(long nanos) {
        worldNanos = Math.max(worldNanos, nanos);
    }

    /** The wall clock is set. */
    void set(Duration by) {
        wallAtBeginning = wallAtBeginning.plus(by);
        unmet = unmet.plus(by);
        if (!by.isNegative()) {
            setForward = setForward.plus(by);
        }
    }

    /** By how much the wall clock was set forward in all. */
    Duration setForward() {
        return setForward;
    }

    /** By how much the clock was set since the last event that is on disk. */
    Duration unmet() {
        return unmet;
    }

    /** An event is on disk: its run had met so much of it. */
    void met(Duration noticed) {
        overRestarts = overRestarts.plus(pause);
        pause = Duration.ZERO;
        unmet = unmet.minus(noticed);
    }

    /** A run begins, which knows nothing of the clock but its last event's time: what is forward it takes for a pause. */
    void restarted() {
        pause = unmet.isNegative() ? Duration.ZERO : unmet;
    }

    /** By how much the wall clock was set forward in all when no run could notice. */
    Duration setForwardOverRestarts() {
        return overRestarts;
    }

    /** The machine starts anew: its steady clock, too. */
    void reboot(Dice dice) {
        bootedNanos = worldNanos - dice.below(Integer.MAX_VALUE);
    }

    @Override
    public Instant now() {
        return wallAtBeginning.plusNanos(worldNanos).truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long nanoTime() {
        return worldNanos - bootedNanos;
    }
}
