package io.wardlog.edge.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen at which time of the world. What falls on one time comes in the order in which it was planned. */
final class Agenda {

    private final PriorityQueue<Planned> planned =
            new PriorityQueue<>(Comparator.comparingLong(Planned::at).thenComparingLong(Planned::number));
    private long number;

    private record Planned(long at, long number, Runnable what) {}

    void plan(long atNanos, Runnable what) {
        planned.add(new Planned(atNanos, number++, what));
    }

    /** When the next comes; the end of time when none does. */
    long next() {
        return planned.isEmpty() ? Long.MAX_VALUE : planned.peek().at();
    }

    void runFirst() {
        planned.remove().what().run();
    }
}
