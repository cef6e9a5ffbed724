package io.wardlog.edge.presence;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import java.util.function.Consumer;

/** An acceptor that notes how the messages of each device are answered. Thread-safe. */
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
            presence.answered(arrival, outcome);
            whenDurable.accept(outcome);
        });
    }

    @Override
    public void refuse(Refusal refusal, Runnable whenDurable) {
        presence.refused(refusal);
        next.refuse(refusal, whenDurable);
    }

    @Override
    public void disconnected(String deviceId) {
        next.disconnected(deviceId);
    }
}
