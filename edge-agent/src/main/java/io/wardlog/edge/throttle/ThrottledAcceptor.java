package io.wardlog.edge.throttle;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** An acceptor that answers busy, before any check, to what comes faster than it may. Thread-safe. */
public final class ThrottledAcceptor implements Acceptor {

    private final Acceptor next;
    private final Admission admission;
    private final Consumer<String> turnedAway;

    /** @param turnedAway told the device of each message that is answered busy here */
    public ThrottledAcceptor(Acceptor next, Admission admission, Consumer<String> turnedAway) {
        this.next = next;
        this.admission = admission;
        this.turnedAway = turnedAway;
    }

    @Override
    public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
        Optional<Duration> wait = admission.mustWait(arrival);
        if (wait.isPresent()) {
            turnedAway.accept(arrival.device().deviceId());
            whenDurable.accept(new Outcome.Busy(ErrorCode.RATE_LIMITED, wait.get()));
        } else {
            next.accept(arrival, whenDurable);
        }
    }

    @Override
    public void refuse(Refusal refusal, Runnable whenDurable) {
        next.refuse(refusal, whenDurable);
    }

    @Override
    public void disconnected(String deviceId) {
        next.disconnected(deviceId);
    }
}
