package io.wardlog.simulator.ward;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.simulator.model.DeviceClock;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** A device's clock, which is set now and then. Not safe for use by several threads. */
final class ClockDiscipline {
    static final String EVENT_TYPE = "device.clock_adjusted";
    private static final int UNCERTAINTY_MILLIS = 10;
    /** Below it the clock goes faster or slower for a while, as NTP's daemons do. */
    private static final long STEP_MILLIS = 128;

    private final SplittableRandom errors;
    private DeviceClock clock;
    private Duration adjustedAt;

    ClockDiscipline(DeviceClock clock, long seed) {
        this.clock = clock;
        this.errors = new SplittableRandom(~seed);
    }

    Instant read(Instant start, Duration since) {
        return clock.read(start, since);
    }

    /** Sets the clock, and adds to the payload what it showed and what it shows now. */
    void adjust(Instant start, Duration since, ObjectNode payload) {
        Instant before = clock.read(start, since);
        clock = clock.set(since, Duration.ofMillis(errors.nextInt(-UNCERTAINTY_MILLIS, UNCERTAINTY_MILLIS + 1)));
        Instant after = clock.read(start, since);
        long offset = Duration.between(before, after).toMillis();
        payload.put("before", before.toString()).put("after", after.toString());
        payload.putObject("offset").put("value", offset).put("unit", "ms");
        payload.put("method", Math.abs(offset) < STEP_MILLIS ? "slew" : "step");
        payload.putObject("uncertainty").put("value", UNCERTAINTY_MILLIS).put("unit", "ms");
        payload.putObject("drift")
                .put("value", Math.round(clock.driftPartsPerMillion() * 10) / 10.0)
                .put("unit", "[ppm]");
        if (adjustedAt != null) {
            payload.putObject("sinceLast")
                    .put("value", since.minus(adjustedAt).toSeconds())
                    .put("unit", "s");
        }
        adjustedAt = since;
    }
}
