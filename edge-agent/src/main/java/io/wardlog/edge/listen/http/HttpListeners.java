package io.wardlog.edge.listen.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.ServerSSLOptions;
import io.wardlog.config.HostPort;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.Peers;
import io.wardlog.edge.listen.PortListener;
import io.wardlog.edge.listen.PortServer;
import io.wardlog.edge.listen.TlsConfig;
import io.wardlog.edge.listen.TlsServer;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes the HTTP listener. */
public final class HttpListeners {

    /** The place of a connection among all of them. */
    private static final AttributeKey<ConnectionLimit.Place> PLACE = AttributeKey.valueOf(HttpListeners.class, "place");

    private HttpListeners() {}

    /** A listener that is not open yet; {@code tls} is needed when the configuration has a TLS port. */
    public static Listener create(Vertx vertx, HttpConfig config, Optional<TlsConfig> tls, ListenServices services) {
        Shared shared =
                new Shared(config, services, new ConnectionLimit(SourceProtocol.HTTP, config.ports(), services));
        return new PortListener(vertx, "http", config.ports(), tls, (on, security) -> server(on, security, shared));
    }

    /** What all connections of the agent share. */
    private record Shared(HttpConfig config, ListenServices services, ConnectionLimit limit) {}

    private static PortServer server(Vertx vertx, Optional<TlsServer> tls, Shared shared) throws IOException {
        HttpConfig config = shared.config();
        ListenServices services = shared.services();
        HttpServerOptions options = new HttpServerOptions()
                .setUseAlpn(false) // HTTP/1.1 is what devices speak; what is not offered cannot be attacked
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout((int) (2 * config.requestTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        if (tls.isPresent()) {
            tls.get()
                    .apply(options, SourceProtocol.HTTP, services)
                    .setClientAuth(tls.get().clientAuth());
        }
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(
                        connection -> opened((HttpServerConnection) connection, options.getHttp1Config(), shared))
                .invalidRequestHandler(request -> invalid(request, services))
                .requestHandler(request -> requested(request, EventLoop.current(vertx), shared));
        return new PortServer() {
            @Override
            public Future<Integer> listen(HostPort at) {
                return server.listen(at.port(), at.host()).map(HttpServer::actualPort);
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

    private static void opened(HttpServerConnection connection, Http1ServerConfig http1, Shared shared) {
        String peer = Peers.address(connection.remoteAddress());
        ChannelHandlerContext channel = connection.channelHandlerContext();
        HeaderWatch watch = new HeaderWatch(peer, shared.config(), shared.services());
        Optional<ConnectionLimit.Place> place = shared.limit().enter(peer, () -> watch.end(channel));
        if (place.isEmpty()) {
            connection.close();
            return;
        }
        channel.channel().attr(PLACE).set(place.get());
        connection.closeHandler(ignored -> place.get().leave());
        RequestGuard.guard(connection);
        watch.add(channel.pipeline(), http1);
        InputEnd.add(channel);
    }

    private static void requested(HttpServerRequest request, EventLoop loop, Shared shared) {
        Channel channel = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
        ConnectionLimit.Place place = channel.attr(PLACE).get();
        if (place != null) { // none when there are too many
            new EventsRequest(request, loop, shared.config(), shared.services(), place).handle();
        }
    }

    private static void invalid(HttpServerRequest request, ListenServices services) {
        ErrorCode code = ErrorCode.PROTOCOL_ERROR;
        boolean coding = request.decoderResult().cause() instanceof RequestGuard.TransferCodingException;
        String detail = coding ? request.decoderResult().cause().getMessage() : "not an HTTP request";
        services.metrics().refused(SourceProtocol.HTTP, code.code());
        String peer = Peers.address(request.remoteAddress());
        services.acceptor().refuse(Refusal.ofConnection(SourceProtocol.HTTP, peer, code, detail), () -> {});
        if (coding) {
            Reply.sendAndClose(Answer.of(new Problem(code, detail)), request);
        } else {
            HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
        }
    }
}
