package io.wardlog.simulator.model;

import java.time.Duration;
import java.util.SplittableRandom;

/** Who lies in a bed, one patient after the other. Each device at the bed has its own copy, and all come to the same. */
final class Stays {
    private final SplittableRandom random;
    private Duration free = Duration.ZERO;

    Stays(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** One patient in the bed; clinical time since the ward began. */
    record Stay(Patient patient, Duration from, Duration until) {}

    /** The next one; the first is there when the ward begins. */
    Stay next() {
        Duration from = free;
        Duration until = from.plusMinutes(random.nextInt(2 * 60, 30 * 60));
        free = until.plusMinutes(random.nextInt(15, 45));
        return new Stay(Patient.drawn(random::nextInt), from, until);
    }
}
