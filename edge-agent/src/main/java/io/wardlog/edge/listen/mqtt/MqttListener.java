package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Future;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.wardlog.edge.listen.Listener;
import java.util.Map;

/** The MQTT ports; stopping tells the clients first. */
final class MqttListener implements Listener {

    private final Listener ports;
    private final Clients clients;

    MqttListener(Listener ports, Clients clients) {
        this.ports = ports;
        this.clients = clients;
    }

    @Override
    public Future<Void> start() {
        return ports.start();
    }

    @Override
    public Map<String, Integer> ports() {
        return ports.ports();
    }

    @Override
    public Future<Void> reloadTls() {
        return ports.reloadTls();
    }

    @Override
    public Future<Void> stop() {
        clients.stopping().forEach(client -> client.end(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN, () -> {}));
        return ports.stop();
    }
}
