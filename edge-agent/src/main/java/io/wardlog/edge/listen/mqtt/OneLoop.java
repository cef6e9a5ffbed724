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
    private final Map<Ends, MqttConnection> connections = new HashMap<>();

    /**
     * By what a connection is known, because an endpoint hides its socket. Only both ends together are one connection's: with several addresses of ours,
     * a client, or who translates addresses on the way, may use a port of its own more than once.
     */
    private record Ends(SocketAddress client, SocketAddress own) {}

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
        Ends ends = new Ends(socket.remoteAddress(), socket.localAddress());
        connections.put(ends, connection);
        socket.channelHandlerContext()
                .channel()
                .closeFuture()
                .addListener(ignored -> connections.remove(ends, connection));
        connection.open(Publishing.MAX_PACKET, place);
    }

    private void connect(MqttEndpoint endpoint) {
        MqttConnection connection = connections.get(new Ends(endpoint.remoteAddress(), endpoint.localAddress()));
        if (connection != null) { // none when there are too many
            connection.connect(endpoint);
        }
    }
}
