package io.wardlog.edge.throttle;

import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.throttle.Throttle.Decision;
import io.wardlog.edge.throttle.Throttle.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Decides whether a message may come in now, and tells of each that may not. Thread-safe. */
public final class Admission {

    private final Throttle throttle;
    private final Stretches stretches;
    private final Surroundings around;

    /**
     * What it asks and tells.
     *
     * @param mayBeCritical whether a message claims a type whose events can be critical; cheap
     * @param isCritical whether it would be recorded as a critical event; costs a check
     * @param nanoTime nanoseconds of a clock that is never set
     */
    public record Surroundings(
            Predicate<Arrival> mayBeCritical,
            Predicate<Arrival> isCritical,
            ThrottleMetrics metrics,
            LongSupplier nanoTime) {}

    public Admission(Throttle throttle, Stretches stretches, Surroundings around) {
        this.throttle = throttle;
        this.stretches = stretches;
        this.around = around;
    }

    /** For how long the message must wait; absent when it may come now, and is counted. */
    public Optional<Duration> mustWait(Arrival arrival) {
        long now = around.nanoTime().getAsLong();
        Decision decision = throttle.take(arrival.device(), arrival.body().length, now);
        if (decision instanceof Decision.Wait wait && !passesAsCritical(arrival, wait.scope(), now)) {
            around.metrics().throttled(arrival.device().type(), wait.scope());
            stretches.throttled(arrival.device().deviceId(), wait.scope(), now);
            return Optional.of(wait.retryAfter());
        }
        return Optional.empty();
    }

    /** Criticality is known only after the check: the claim decides whether one is worth it, the check whether it passes. */
    private boolean passesAsCritical(Arrival arrival, Scope scope, long now) {
        return around.mayBeCritical().test(arrival)
                && throttle.mayLook(arrival.device(), now)
                && around.isCritical().test(arrival)
                && throttle.takeReserve(arrival.device(), arrival.body().length, scope, now);
    }
}
