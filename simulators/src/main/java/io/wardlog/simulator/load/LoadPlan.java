package io.wardlog.simulator.load;

import io.wardlog.cost.ProcessCost;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run does.
 *
 * @param devices one connection each
 * @param inFlight most messages of a connection that may be unanswered; the agent may allow fewer
 * @param threads event loops
 * @param arrivals when messages are due
 * @param length how long messages become due
 * @param drain how long to wait at the end for what is unanswered
 * @param files what is written besides the summary
 * @param says what the devices say
 * @param processes whose cost is told, by name
 */
record LoadPlan(
        List<Credential> devices,
        Endpoint endpoint,
        Protocol protocol,
        SignIn signIn,
        int inFlight,
        int threads,
        Arrivals arrivals,
        Duration length,
        Duration drain,
        Files files,
        Says says,
        Map<String, ProcessCost> processes) {
    /** The rate of a closed loop: every connection always has as many messages unanswered as it may. */
    static final double AS_FAST_AS_ANSWERED = Double.POSITIVE_INFINITY;

    /**
     * When messages are due.
     *
     * @param perSecond from all devices together; {@link #AS_FAST_AS_ANSWERED} for a closed loop
     * @param ramp how long the rate grows from nothing
     * @param connectPerSecond how many connections are opened a second before the first message is due
     * @param warmUp how long, from the start, latencies stay out of the summary
     * @param seed the same seed, the same course
     */
    record Arrivals(
            double perSecond, Pattern pattern, Duration ramp, double connectPerSecond, Duration warmUp, long seed) {

        /** Whether a message is due whenever a device's window has room for one. */
        boolean isClosedLoop() {
            return perSecond == AS_FAST_AS_ANSWERED;
        }
    }

    /** How messages follow each other; named as on the command line. */
    enum Pattern {
        constant,
        poisson
    }

    /**
     * What is written.
     *
     * @param directory for the counts of each second, the histogram log, the plot and the summary
     * @param acknowledged for the ids of acknowledged events
     * @param times whether each id is followed by a blank and the time of its acknowledgement, in microseconds since 1970
     */
    record Files(Optional<Path> directory, Optional<Path> acknowledged, boolean times) {}

    /** The messages of one of the event loops. */
    Schedule schedule(int worker) {
        Schedule even = arrivals.pattern() == Pattern.constant
                ? Schedule.constant(arrivals.perSecond(), worker, threads)
                : Schedule.poisson(
                        arrivals.perSecond() / threads, new java.util.SplittableRandom(arrivals.seed() * 31 + worker));
        return arrivals.ramp().isZero()
                ? even
                : Schedule.ramped(even, arrivals.ramp().toNanos());
    }
}
