package io.wardlog.edge.forward;

import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which collectors ask to be left in peace, and until when ({@code Retry-After}, RFC 9110 section 10.2.3). What one of them asks holds for that one: as
 * long as there is another, nobody waits for it. The forwarder's thread only.
 */
final class RetryAfter {

    private final int collectors;
    private final AgentClock clock;
    private final Map<Integer, Long> untilNanos = new HashMap<>();

    /** @param collectors how many there are; they are known by their numbers from 0 */
    RetryAfter(int collectors, AgentClock clock) {
        this.collectors = collectors;
        this.clock = clock;
    }

    /** This is the last that the collector said; empty when it asks for nothing. */
    void said(int collector, Optional<Duration> wait) {
        untilNanos.remove(collector);
        wait.ifPresent(asked -> untilNanos.put(collector, clock.nanoTime() + asked.toNanos()));
    }

    /** How long it is until one of them may be called; zero when there is one that asks for nothing. */
    Duration untilAny() {
        if (untilNanos.size() < collectors) {
            return Duration.ZERO;
        }
        return untilNanos.values().stream()
                .map(until -> Duration.ofNanos(until - clock.nanoTime()))
                .min(Duration::compareTo)
                .filter(left -> !left.isNegative())
                .orElse(Duration.ZERO);
    }
}
