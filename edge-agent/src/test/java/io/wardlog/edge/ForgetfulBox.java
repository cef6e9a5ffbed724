package io.wardlog.edge;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** A box on the way to a collector that can forget the connections that stand, as a firewall does: it says so to nobody. */
final class ForgetfulBox {

    final int port;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger forgotten = new AtomicInteger();
    private final NetClient client;
    private final int collector;

    /** @param collector the port of the collector behind it */
    ForgetfulBox(Vertx vertx, int collector) {
        this.client = vertx.createNetClient();
        this.collector = collector;
        this.port = vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private void accept(NetSocket agent) {
        int number = connections.incrementAndGet();
        agent.pause();
        client.connect(collector, "127.0.0.1")
                .onSuccess(other -> {
                    pass(number, agent, other);
                    pass(number, other, agent);
                    agent.resume();
                })
                .onFailure(refused -> agent.close());
    }

    private void pass(int number, NetSocket from, NetSocket to) {
        from.handler(bytes -> {
            if (number > forgotten.get()) {
                to.write(bytes);
            }
        });
        from.closeHandler(closed -> to.close());
    }

    /** What comes over the connections of now gets lost, in both directions; new ones are let through. */
    void forget() {
        forgotten.set(connections.get());
    }

    /** How many there were. */
    int connections() {
        return connections.get();
    }
}
