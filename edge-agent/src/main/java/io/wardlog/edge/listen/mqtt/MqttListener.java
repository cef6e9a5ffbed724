package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.wardlog.edge.listen.Listener;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The MQTT ports and the sessions behind them. */
final class MqttListener implements Listener {

    /** More often than a session is renewed, which is at most once a day. */
    private static final long RENEWAL_MILLIS = Duration.ofHours(12).toMillis();

    private final Vertx vertx;
    private final Listener ports;
    private final Clients clients;
    private volatile long renewal;

    MqttListener(Vertx vertx, Listener ports, Clients clients) {
        this.vertx = vertx;
        this.ports = ports;
        this.clients = clients;
    }

    @Override
    public Future<Void> start() {
        renewal = vertx.setPeriodic(RENEWAL_MILLIS, ignored -> clients.renewSessions());
        return ports.start();
    }

    @Override
    public Map<String, Integer> ports() {
        return ports.ports();
    }

    @Override
    public Set<String> connectedDevices() {
        return clients.devices();
    }

    @Override
    public Future<Void> reloadTls() {
        return ports.reloadTls();
    }

    @Override
    public Future<Void> stop() {
        vertx.cancelTimer(renewal);
        clients.stopping();
        return ports.stop();
    }
}
