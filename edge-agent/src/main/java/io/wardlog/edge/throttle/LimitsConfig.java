package io.wardlog.edge.throttle;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import io.wardlog.rate.RateLimit;
import java.time.Duration;
import java.util.Optional;

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
        Duration burst,

        @Doc(
                "Memory for messages that are read and not answered, over all connections; beyond it they wait to be read. An eighth of the heap when absent.")
        @Range(min = "4MiB", max = "4GiB")
        Optional<DataSize> memory) {

    /** The part of the heap that messages may take when nothing else is said. */
    private static final int PART_OF_HEAP = 8;

    /** The most bytes that messages in memory may take, in a heap of so many. */
    public long memory(long heapBytes) {
        return memory.map(DataSize::bytes).orElse(heapBytes / PART_OF_HEAP);
    }

    /** The limit of a device of which the directory says nothing else. */
    public RateLimit device() {
        return new RateLimit(deviceEventsPerSecond, deviceBytesPerSecond, burst);
    }

    /** The limit of all together. */
    public RateLimit agent() {
        return new RateLimit(agentEventsPerSecond, agentBytesPerSecond, burst);
    }
}
