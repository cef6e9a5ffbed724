package io.wardlog.edge.listen.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.wardlog.config.HostPort;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.Peers;
import io.wardlog.edge.listen.PortListener;
import io.wardlog.edge.listen.PortServer;
import io.wardlog.edge.listen.TlsConfig;
import io.wardlog.edge.listen.TlsServer;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes the HTTP listener. */
public final class HttpListeners {

    private HttpListeners() {}

    /** A listener that is not open yet; {@code tls} is needed when the configuration has a TLS port. */
    public static Listener create(Vertx vertx, HttpConfig config, Optional<TlsConfig> tls, ListenServices services) {
        return new PortListener(
                vertx, "http", config.ports(), tls, (on, security) -> server(on, config, security, services));
    }

    private static PortServer server(Vertx vertx, HttpConfig config, Optional<TlsServer> tls, ListenServices services)
            throws IOException {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout((int) (2 * config.requestTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        if (tls.isPresent()) {
            tls.get()
                    .apply(options, SourceProtocol.HTTP, services)
                    .setClientAuth(tls.get().clientAuth());
        }
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    services.metrics().opened(SourceProtocol.HTTP);
                    connection.closeHandler(ignored -> services.metrics().closed(SourceProtocol.HTTP));
                })
                .invalidRequestHandler(request -> invalid(request, services))
                .requestHandler(
                        request -> new EventsRequest(request, EventLoop.current(vertx), config, services).handle());
        return new PortServer() {
            @Override
            public Future<Integer> listen(HostPort at) {
                return server.listen(at.port(), at.host()).map(HttpServer::actualPort);
            }

            @Override
            public Future<Boolean> updateTls(ServerSSLOptions options) {
                return server.updateSSLOptions(options);
            }
        };
    }

    private static void invalid(HttpServerRequest request, ListenServices services) {
        ErrorCode code = ErrorCode.PROTOCOL_ERROR;
        services.metrics().refused(SourceProtocol.HTTP, code.code());
        String peer = Peers.address(request.remoteAddress());
        services.acceptor()
                .refuse(Refusal.ofConnection(SourceProtocol.HTTP, peer, code, "not an HTTP request"), () -> {});
        HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }
}
