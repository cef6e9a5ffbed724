package io.wardlog.edge.listen.tcp;

import io.vertx.core.Future;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.LiveConnections;
import java.util.Map;
import java.util.Set;

/** The TCP ports and the connections behind them. */
record TcpListener(Listener open, LiveConnections live) implements Listener {

    @Override
    public Future<Void> start() {
        return open.start();
    }

    @Override
    public Map<String, Integer> ports() {
        return open.ports();
    }

    @Override
    public Set<String> connectedDevices() {
        return live.devices();
    }

    @Override
    public Future<Void> reloadTls() {
        return open.reloadTls();
    }

    @Override
    public Future<Void> stop() {
        return open.stop();
    }
}
