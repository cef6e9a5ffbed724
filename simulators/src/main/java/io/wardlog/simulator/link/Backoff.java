package io.wardlog.simulator.link;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before the next attempt: doubling up to a limit, with full jitter so that a ward does not come back at once. */
public final class Backoff {
    private static final long FIRST_MILLIS = 200;
    private static final long LONGEST_MILLIS = 5_000;

    private final DoubleSupplier random;
    private long ceiling = FIRST_MILLIS;

    /** With draws from [0, 1). */
    public Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** The wait after one more failure. */
    public Duration next() {
        long wait = ceiling / 2 + (long) (random.getAsDouble() * ceiling / 2);
        ceiling = Math.min(LONGEST_MILLIS, ceiling * 2);
        return Duration.ofMillis(wait);
    }

    /** An attempt succeeded. */
    public void reset() {
        ceiling = FIRST_MILLIS;
    }
}
