package io.wardlog.edge.forward;

import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.time.Instant;

/** Both clocks in one hand; the wall clock can be set. */
final class FakeClock implements AgentClock {

    private Instant steady = Instant.parse("2026-11-23T07:00:00Z");
    private Duration set = Duration.ZERO;

    void advance(Duration time) {
        steady = steady.plus(time);
    }

    void set(Duration by) {
        set = set.plus(by);
    }

    @Override
    public Instant now() {
        return steady.plus(set);
    }

    @Override
    public long nanoTime() {
        return AgentClock.micros(steady) * 1_000;
    }
}
