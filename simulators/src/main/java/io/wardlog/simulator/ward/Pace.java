package io.wardlog.simulator.ward;

import java.time.Duration;

/** When the n-th message of a ward is due; a pure function, so that a run can be replayed. */
@FunctionalInterface
public interface Pace {

    /** True time since the start of the run at which the message is sent. */
    Duration due(long index, Duration clinicalTime);

    /** Clinical time runs this many times as fast as true time. */
    static Pace speed(double factor) {
        return (index, clinicalTime) -> Duration.ofNanos((long) (clinicalTime.toNanos() / factor));
    }

    /** So many messages a second from the whole ward, evenly spaced; clinical time goes as fast as that takes. */
    static Pace rate(double perSecond) {
        return (index, clinicalTime) -> Duration.ofNanos((long) (index / perSecond * 1e9));
    }
}
