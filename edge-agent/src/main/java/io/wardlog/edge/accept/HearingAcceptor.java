package io.wardlog.edge.accept;

import io.wardlog.edge.device.DevicePresence;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An acceptor that notes which devices are heard. Thread-safe. */
public final class HearingAcceptor implements Acceptor {

    private final Acceptor next;
    private final DevicePresence presence;
    private final Supplier<Instant> now;

    public HearingAcceptor(Acceptor next, DevicePresence presence, Supplier<Instant> now) {
        this.next = next;
        this.presence = presence;
        this.now = now;
    }

    @Override
    public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
        next.accept(arrival, outcome -> {
            if (outcome instanceof Outcome.Accepted) {
                presence.heard(arrival.device().deviceId(), now.get());
            }
            whenDurable.accept(outcome);
        });
    }

    @Override
    public void refuse(Refusal refusal, Runnable whenDurable) {
        next.refuse(refusal, whenDurable);
    }
}
