package io.wardlog.simulator.model;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** A device's clock: it was set a little wrong, and it drifts, also after it was set again. */
public record DeviceClock(Duration offset, double driftPartsPerMillion) {
    private static final double OFFSET_SECONDS = 1.5;
    private static final double DRIFT = 40;

    /** A clock as they are: up to 1.5 s off, drifting by up to 40 parts per million. */
    public static DeviceClock seeded(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return new DeviceClock(
                Duration.ofMillis((long) (random.nextDouble(-OFFSET_SECONDS, OFFSET_SECONDS) * 1000)),
                random.nextDouble(-DRIFT, DRIFT));
    }

    /** The same clock, set when this much true time has gone; {@code error} is what it is wrong by then. */
    public DeviceClock set(Duration since, Duration error) {
        return new DeviceClock(error.minusMillis(driftMillis(since)), driftPartsPerMillion);
    }

    /** What it shows when this much true time has gone since it was set at {@code start}; whole milliseconds. */
    public Instant read(Instant start, Duration since) {
        return Instant.ofEpochMilli(start.plus(since).plus(offset).toEpochMilli() + driftMillis(since));
    }

    private long driftMillis(Duration since) {
        return Math.round(since.toMillis() * driftPartsPerMillion / 1_000_000);
    }
}
