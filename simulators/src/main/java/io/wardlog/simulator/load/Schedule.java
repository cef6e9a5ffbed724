package io.wardlog.simulator.load;

import java.util.SplittableRandom;

/** When messages are due; it knows nothing of answers, so a slow agent changes nothing in it. Not safe for use by several threads. */
@FunctionalInterface
interface Schedule {

    /** When the next message is due, in nanoseconds since the run began; never earlier than the one before. */
    long nextNanos();

    /** So many a second, evenly spaced: this one gives every {@code of}-th message, from the {@code which}-th (from 0) on. */
    static Schedule constant(double perSecond, int which, int of) {
        return new Schedule() {
            private long index = which;

            @Override
            public long nextNanos() {
                long due = (long) (index / perSecond * 1e9);
                index += of;
                return due;
            }
        };
    }

    /** So many a second on average, each independent of the others, as arrivals of many devices are. */
    static Schedule poisson(double perSecond, SplittableRandom random) {
        return new Schedule() {
            private double seconds;

            @Override
            public long nextNanos() {
                seconds += -Math.log(1 - random.nextDouble()) / perSecond;
                return (long) (seconds * 1e9);
            }
        };
    }

    /** The same schedule behind a start in which the rate grows evenly from nothing for so long. */
    static Schedule ramped(Schedule schedule, long rampNanos) {
        // At an even rate the first half of the ramp's length is what a growing rate sends in all of it.
        double half = rampNanos / 2.0;
        return () -> {
            long due = schedule.nextNanos();
            return due < half ? (long) (rampNanos * Math.sqrt(due / half)) : (long) (due + half);
        };
    }
}
