package io.wardlog.collector.custody.streams;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Tells a stream thread that dies now and then from one that dies again and again. Thread-safe. */
final class ThreadDeaths {
    private static final int MOST = 10;
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final Deque<Instant> recent = new ArrayDeque<>();

    /** Counts a death; whether it is one too many. */
    synchronized boolean isHopelessAfter(Instant now) {
        recent.addLast(now);
        while (recent.getFirst().plus(WITHIN).isBefore(now)) {
            recent.removeFirst();
        }
        return recent.size() > MOST;
    }
}
