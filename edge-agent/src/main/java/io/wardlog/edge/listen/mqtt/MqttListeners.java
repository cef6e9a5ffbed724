package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttServerOptions;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.PortListener;
import io.wardlog.edge.listen.PortServer;
import io.wardlog.edge.listen.TlsConfig;
import io.wardlog.edge.listen.TlsServer;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.util.Optional;

/** Makes the MQTT listener. */
public final class MqttListeners {

    /** Room for the ids of IHE and of cloud SDKs; MQTT 3.1.1 asks for 23 at least. */
    private static final int MAX_CLIENT_ID = 256;

    private MqttListeners() {}

    /** A listener that is not open yet; {@code tls} is needed when the configuration has a TLS port. */
    public static Listener create(
            Vertx vertx, MqttConfig config, Optional<TlsConfig> tls, ListenServices services, Sessions sessions) {
        ConnectionLimit limit = new ConnectionLimit(SourceProtocol.MQTT, config.ports(), services);
        Clients clients = new Clients(vertx, services, sessions, limit);
        services.directory().onChange(clients::endDevices);
        Listener ports = new PortListener(
                vertx, "mqtt", config.ports(), tls, (on, security) -> server(on, config, security, services, clients));
        return new MqttListener(vertx, ports, clients);
    }

    private static PortServer server(
            Vertx vertx, MqttConfig config, Optional<TlsServer> tls, ListenServices services, Clients clients)
            throws IOException {
        MqttServerOptions options = new MqttServerOptions()
                .setMaxMessageSize(Publishing.MAX_PACKET)
                .setMaxClientIdLength(MAX_CLIENT_ID)
                // The framer says when a CONNECT is late; this is only behind it.
                .setTimeoutOnConnect(
                        2 * (int) Math.max(1, config.packetTimeout().toSeconds()));
        options.setTcpNoDelay(true).setTcpKeepAlive(true);
        if (tls.isPresent()) {
            tls.get()
                    .apply(options, SourceProtocol.MQTT, services)
                    .setClientAuth(tls.get().clientAuth());
        }
        return new OneLoop(vertx, options, config, services, clients);
    }
}
