package io.wardlog.edge.throttle;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import io.wardlog.rate.RateLimit;
import java.time.Duration;

/** How much one device and the whole agent may take in. The device directory may say otherwise of a type or a device. */
public record LimitsConfig(
        @Doc("Events a second of one device.") @Default("1000") @Range(min = "1", max = "1000000")
        long deviceEventsPerSecond,

        @Doc("Bytes of messages a second of one device.") @Default("2MiB") @Range(min = "1KiB", max = "1GiB")
        DataSize deviceBytesPerSecond,

        @Doc("Events a second of all devices together; beyond it they share it evenly.")
        @Default("20000")
        @Range(min = "1", max = "1000000")
        long agentEventsPerSecond,

        @Doc("Bytes of messages a second of all devices together.") @Default("32MiB") @Range(min = "1KiB", max = "1GiB")
        DataSize agentBytesPerSecond,

        @Doc("How much may come at once after a pause: what a limit allows in this time.")
        @Default("10s")
        @Range(min = "1s", max = "1h")
        Duration burst) {

    /** The limit of a device of which the directory says nothing else. */
    public RateLimit device() {
        return new RateLimit(deviceEventsPerSecond, deviceBytesPerSecond, burst);
    }

    /** The limit of all together. */
    public RateLimit agent() {
        return new RateLimit(agentEventsPerSecond, agentBytesPerSecond, burst);
    }
}
