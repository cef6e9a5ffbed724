package io.wardlog.edge.listen.tcp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.wardlog.config.HostPort;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.LiveConnections;
import io.wardlog.edge.listen.Peers;
import io.wardlog.edge.listen.PortListener;
import io.wardlog.edge.listen.PortServer;
import io.wardlog.edge.listen.TlsConfig;
import io.wardlog.edge.listen.TlsServer;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Makes the TCP listener. */
public final class TcpListeners {

    private TcpListeners() {}

    /** A listener that is not open yet; {@code tls} is needed when the configuration has a TLS port. */
    public static Listener create(Vertx vertx, TcpConfig config, Optional<TlsConfig> tls, ListenServices services) {
        LiveConnections live = new LiveConnections();
        services.directory().onChange(live::end);
        Shared shared =
                new Shared(config, services, live, new ConnectionLimit(SourceProtocol.TCP, config.ports(), services));
        Listener ports =
                new PortListener(vertx, "tcp", config.ports(), tls, (on, security) -> server(on, security, shared));
        return new TcpListener(ports, live);
    }

    /** What all connections of the agent share. */
    record Shared(TcpConfig config, ListenServices services, LiveConnections live, ConnectionLimit limit) {}

    private static PortServer server(Vertx vertx, Optional<TlsServer> tls, Shared shared) throws IOException {
        NetServerOptions options = new NetServerOptions().setTcpNoDelay(true).setTcpKeepAlive(true);
        if (tls.isPresent()) {
            tls.get()
                    .apply(options, SourceProtocol.TCP, shared.services())
                    .setClientAuth(tls.get().clientAuth());
        }
        NetServer server = vertx.createNetServer(options)
                .connectHandler(socket -> opened(vertx, (NetSocketInternal) socket, shared));
        return new PortServer() {
            @Override
            public Future<Integer> listen(HostPort at) {
                return server.listen(at.port(), at.host()).map(NetServer::actualPort);
            }

            @Override
            public Future<Void> shutdown(Duration grace) {
                return server.shutdown(grace);
            }

            @Override
            public Future<Boolean> updateTls(ServerSSLOptions options) {
                return server.updateSSLOptions(options);
            }
        };
    }

    private static void opened(Vertx vertx, NetSocketInternal socket, Shared shared) {
        TcpConnection connection = new TcpConnection(socket, EventLoop.current(vertx), shared);
        shared.limit()
                .enter(Peers.address(socket.remoteAddress()), connection::end)
                .ifPresentOrElse(connection::start, socket::close);
    }
}
