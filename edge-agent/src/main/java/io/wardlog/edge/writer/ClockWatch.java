package io.wardlog.edge.writer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Notices that the wall clock was set: it reads less than at the last event, or moved by more than a second otherwise
 * than the steady clock. Not thread-safe: the writer's.
 */
final class ClockWatch {

    private static final Duration TOLERATED = Duration.ofSeconds(1);

    /** From {@code before}, what the clock should have read, to {@code after}, what it read. */
    record Step(Instant before, Instant after) {
        long micros() {
            return AgentClock.micros(after) - AgentClock.micros(before);
        }
    }

    private Instant lastWall;
    private long lastSteady;
    private boolean running;

    /** @param lastWall the last event's time before a restart, {@link Instant#EPOCH} when there is none */
    ClockWatch(Instant lastWall) {
        this.lastWall = lastWall;
    }

    /** Takes one reading of both clocks. */
    Optional<Step> observe(Instant wall, long steady) {
        Instant expected = running ? lastWall.plusNanos(steady - lastSteady) : wall;
        boolean backward = wall.isBefore(lastWall);
        boolean far = Duration.between(expected, wall).abs().compareTo(TOLERATED) > 0;
        Optional<Step> step =
                backward || far ? Optional.of(new Step(running ? expected : lastWall, wall)) : Optional.empty();
        lastWall = wall;
        lastSteady = steady;
        running = true;
        return step;
    }
}
