package io.wardlog.rate;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import java.time.Duration;

/** How much may come in the long run, and how much of it at once after a pause. */
public record RateLimit(
        @Doc("Events a second.") @Range(min = "1", max = "10000000")
        long eventsPerSecond,

        @Doc("Bytes a second.") @Range(min = "1KiB", max = "64GiB")
        DataSize bytesPerSecond,

        @Doc("How much may come at once after a pause: what the limit allows in this time.")
        @Default("10s")
        @Range(min = "1s", max = "1h")
        Duration burst) {

    /** How many events may come at once. */
    public double burstEvents() {
        return eventsPerSecond * seconds();
    }

    /** How many bytes may come at once. */
    public double burstBytes() {
        return bytesPerSecond.bytes() * seconds();
    }

    private double seconds() {
        return burst.toMillis() / 1e3;
    }
}
