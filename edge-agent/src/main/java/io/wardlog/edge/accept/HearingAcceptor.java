package io.wardlog.edge.accept;

import io.wardlog.edge.device.DevicePresence;
import java.util.function.Consumer;

/** An acceptor that notes which devices are heard. Thread-safe. */
public final class HearingAcceptor implements Acceptor {

    private final Acceptor next;
    private final DevicePresence presence;

    public HearingAcceptor(Acceptor next, DevicePresence presence) {
        this.next = next;
        this.presence = presence;
    }

    @Override
    public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
        next.accept(arrival, outcome -> {
            if (outcome instanceof Outcome.Accepted) {
                presence.heard(arrival.device().deviceId());
            }
            whenDurable.accept(outcome);
        });
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
