package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.wardlog.config.HostPort;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Peers;
import io.wardlog.edge.listen.PortServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One event loop's MQTT server. Its map of connections is confined to that loop. */
final class OneLoop implements PortServer {

    private final Vertx vertx;
    private final MqttConfig config;
    private final ListenServices services;
    private final Clients clients;
    private final SocketTap tap;
    private final MqttServer server;
    private volatile EventLoop loop;
    /** The connections by the other side's address and port, which an endpoint shows of the socket that it hides. */
    private final Map<SocketAddress, MqttConnection> connections = new HashMap<>();

    OneLoop(Vertx vertx, MqttServerOptions options, MqttConfig config, ListenServices services, Clients clients) {
        this.vertx = vertx;
        this.config = config;
        this.services = services;
        this.clients = clients;
        this.tap = new SocketTap((VertxInternal) vertx, this::opened);
        this.server = MqttServer.create(tap, options).endpointHandler(this::connect);
    }

    @Override
    public Future<Integer> listen(HostPort at) {
        loop = EventLoop.current(vertx);
        return server.listen(at.port(), at.host()).map(MqttServer::actualPort);
    }

    @Override
    public Future<Void> shutdown(Duration grace) {
        // The MQTT server's own handlers do not let the news of it through to the sockets
        loop.run(() -> List.copyOf(connections.values()).forEach(MqttConnection::drain));
        return tap.server().shutdown(grace);
    }

    @Override
    public Future<Boolean> updateTls(ServerSSLOptions options) {
        return tap.server().updateSSLOptions(options);
    }

    private void opened(NetSocketInternal socket) {
        MqttConnection connection = new MqttConnection(socket, loop, config, services, clients);
        clients.limit()
                .enter(Peers.address(socket.remoteAddress()), connection::giveWay)
                .ifPresentOrElse(place -> open(connection, place), socket::close);
    }

    private void open(MqttConnection connection, ConnectionLimit.Place place) {
        NetSocketInternal socket = connection.socket();
        SocketAddress peer = socket.remoteAddress();
        connections.put(peer, connection);
        socket.channelHandlerContext()
                .channel()
                .closeFuture()
                .addListener(ignored -> connections.remove(peer, connection));
        connection.open(Publishing.MAX_PACKET, place);
    }

    private void connect(MqttEndpoint endpoint) {
        MqttConnection connection = connections.get(endpoint.remoteAddress());
        if (connection != null) { // none when there are too many
            connection.connect(endpoint);
        }
    }
}
