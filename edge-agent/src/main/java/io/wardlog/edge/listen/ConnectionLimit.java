package io.wardlog.edge.listen;

import io.wardlog.edge.accept.Refusal;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections one protocol has open, and what becomes of those beyond the most that it may have. Thread-safe. */
public final class ConnectionLimit {

    private final SourceProtocol protocol;
    private final int most;
    private final ListenServices services;
    private final AtomicInteger open = new AtomicInteger();

    /** Counts the connections of {@code protocol}, on all its ports and event loops. */
    public ConnectionLimit(SourceProtocol protocol, PortConfig ports, ListenServices services) {
        this.protocol = protocol;
        this.most = ports.maxConnections();
        this.services = services;
    }

    /** Whether one more may be open; else that is recorded, and the caller closes it. Who enters leaves again, once. */
    public boolean enter(String peer) {
        if (open.incrementAndGet() <= most) {
            services.metrics().opened(protocol);
            return true;
        }
        open.decrementAndGet();
        services.metrics().refused(protocol, ErrorCode.BUSY.code());
        services.acceptor()
                .refuse(
                        Refusal.ofConnection(protocol, peer, ErrorCode.BUSY, "more than " + most + " connections"),
                        () -> {});
        return false;
    }

    /** A connection that entered is gone. */
    public void leave() {
        open.decrementAndGet();
        services.metrics().closed(protocol);
    }
}
