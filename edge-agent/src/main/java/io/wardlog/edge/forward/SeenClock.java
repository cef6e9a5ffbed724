package io.wardlog.edge.forward;

import io.wardlog.edge.writer.AgentClock;

/**
 * How far the collector's clock was from the gateway's, and when that was seen. The gateway's may be set before a collector is heard again: the steady clock
 * tells by how much.
 */
public record SeenClock(ClockOffset offset, ForwardProgress.Moment at) {

    /** How far they are from each other now. */
    public ClockOffset now(AgentClock clock) {
        long passed = (clock.nanoTime() - at.nanos()) / 1_000;
        long set = AgentClock.micros(clock.now()) - at.micros() - passed;
        return new ClockOffset(offset.micros() - set, offset.uncertaintyMicros());
    }
}
