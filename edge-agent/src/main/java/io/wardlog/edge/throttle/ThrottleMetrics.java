package io.wardlog.edge.throttle;

import io.wardlog.event.DeviceType;

/** What is counted of messages that may not come now. Called on event loops: thread-safe, never blocks. */
@FunctionalInterface
public interface ThrottleMetrics {

    /** A message of a device of this type was turned away, once more when it came again; {@code scope} says whose limit was met. */
    void throttled(DeviceType type, Throttle.Scope scope);
}
