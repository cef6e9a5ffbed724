package io.wardlog.edge.forward;

import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.time.Instant;

/** Both clocks in one hand. */
final class FakeClock implements AgentClock {

    private Instant now = Instant.parse("2026-11-23T07:00:00Z");

    void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanoTime() {
        return AgentClock.micros(now) * 1_000;
    }
}
