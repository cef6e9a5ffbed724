package io.wardlog.edge.throttle;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.throttle.Throttle.Decision;
import io.wardlog.edge.throttle.Throttle.Scope;
import io.wardlog.error.ErrorCode;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** An acceptor that answers busy, before any check, to what comes faster than it may. Thread-safe. */
public final class ThrottledAcceptor implements Acceptor {

    private final Acceptor next;
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

    public ThrottledAcceptor(Acceptor next, Throttle throttle, Stretches stretches, Surroundings around) {
        this.next = next;
        this.throttle = throttle;
        this.stretches = stretches;
        this.around = around;
    }

    @Override
    public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
        long now = around.nanoTime().getAsLong();
        Decision decision = throttle.take(arrival.device(), arrival.body().length, now);
        if (decision instanceof Decision.Wait wait && !passesAsCritical(arrival, wait.scope(), now)) {
            around.metrics().throttled(arrival.device().type(), wait.scope());
            stretches.throttled(arrival.device().deviceId(), wait.scope(), now);
            whenDurable.accept(new Outcome.Busy(ErrorCode.RATE_LIMITED, wait.retryAfter()));
        } else {
            next.accept(arrival, whenDurable);
        }
    }

    /** Criticality is known only after the check: the claim decides whether one is worth it, the check whether it passes. */
    private boolean passesAsCritical(Arrival arrival, Scope scope, long now) {
        return around.mayBeCritical().test(arrival)
                && throttle.mayLook(arrival.device(), now)
                && around.isCritical().test(arrival)
                && throttle.takeReserve(arrival.device(), arrival.body().length, scope, now);
    }

    @Override
    public void refuse(Refusal refusal, Runnable whenDurable) {
        next.refuse(refusal, whenDurable);
    }
}
