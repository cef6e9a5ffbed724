package io.wardlog.edge.forward;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Waiting times that double from failure to failure, with full jitter above a floor. Not thread-safe. */
final class Backoff {

    /** The shortest and the longest time. */
    record Range(Duration first, Duration longest) {
        /** The collector or the way to it is down. */
        static final Range UNAVAILABLE = new Range(Duration.ofMillis(500), Duration.ofSeconds(30));
        /** Someone must repair something; asking often does not help. */
        static final Range REFUSED = new Range(Duration.ofSeconds(5), Duration.ofMinutes(5));
    }

    private static final int MOST_DOUBLINGS = 20;

    private final DoubleSupplier random;
    private int failures;

    /** @param random a number from 0 to below 1 a call */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /** How long to wait after one more failure: between a half and the whole of the doubled time. */
    Duration next(Range range) {
        int doublings = Math.min(failures++, MOST_DOUBLINGS);
        double whole = Math.min(
                range.first().toMillis() * Math.pow(2, doublings),
                range.longest().toMillis());
        return Duration.ofMillis((long) (whole / 2 + random.getAsDouble() * whole / 2));
    }

    void succeeded() {
        failures = 0;
    }
}
