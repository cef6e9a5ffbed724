package io.wardlog.edge.writer;

import java.time.Instant;
import java.util.Optional;

/**
 * Notices that the wall clock was set: it reads less than at the last event, or moved by more than a second otherwise
 * than the steady clock. Two clocks cannot be read at once, and a machine may stand still in between; what may be that is no
 * step. Not thread-safe: the writer's.
 */
final class ClockWatch {

    private static final long TOLERATED_MICROS = 1_000_000;

    /** From {@code before}, what the clock should have read, to {@code after}, what it read. */
    record Step(Instant before, Instant after) {
        long micros() {
            return AgentClock.micros(after) - AgentClock.micros(before);
        }
    }

    /** The wall clock, read when the steady one was between {@code from} and {@code to}. */
    private record Reading(Instant wall, long from, long to) {
        static Reading of(AgentClock clock) {
            long from = clock.nanoTime();
            Instant wall = clock.now();
            return new Reading(wall, from, clock.nanoTime());
        }

        Reading notBefore(Instant earliest) {
            return wall.isBefore(earliest) ? new Reading(earliest, from, to) : this;
        }
    }

    private final AgentClock clock;
    private Reading last;

    /**
     * Begins now. Over the restart nothing is known but that time goes on; from here on the steady clock tells by how much, also when no event
     * comes for long.
     *
     * @param lastWall the last event's time before the restart, {@link Instant#EPOCH} when there is none
     */
    ClockWatch(AgentClock clock, Instant lastWall) {
        this.clock = clock;
        this.last = Reading.of(clock).notBefore(lastWall);
    }

    /** Reads both clocks for an event; {@link #lastWall} is its time. */
    Optional<Step> observe() {
        Reading now = Reading.of(clock);
        Instant expected = expected(now);
        boolean backward = now.wall().isBefore(last.wall());
        boolean far = Math.abs(AgentClock.micros(now.wall()) - AgentClock.micros(expected)) > TOLERATED_MICROS;
        last = now;
        return backward || far ? Optional.of(new Step(expected, now.wall())) : Optional.empty();
    }

    /** What the wall clock read at the last {@link #observe}. */
    Instant lastWall() {
        return last.wall();
    }

    /** What the wall clock would read now, had nobody set it since the last event, or since this run began. */
    Instant expected() {
        return expected(Reading.of(clock));
    }

    /** Of what is possible the nearest to what was read. */
    private Instant expected(Reading now) {
        Instant earliest = last.wall().plusNanos(now.from() - last.to());
        if (now.wall().isBefore(earliest)) {
            return earliest;
        }
        Instant latest = last.wall().plusNanos(now.to() - last.from());
        return now.wall().isAfter(latest) ? latest : now.wall();
    }
}
