package io.wardlog.edge.forward.http2;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.UplinkHandshake;
import io.wardlog.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The uplink's own proxy and TLS, and nothing behind them. Thread-safe. */
public final class ProbeHandshake implements UplinkHandshake {

    private static final String HTTP_2 = "h2";
    private static final String HTTP_1 = "http/1.1";

    private final Names names;
    private final NetClient client;
    private final ClientSSLOptions tls;
    private final Optional<ProxyWay> proxy;
    private final int timeoutMillis;

    /** @throws IOException when the file of the proxy's password cannot be read */
    public ProbeHandshake(Vertx vertx, CollectorConfig config, TlsMaterial material) throws IOException {
        this.proxy = ProxyWay.of(config);
        this.names = new Names(vertx.getOrCreateContext(), Names.SYSTEM);
        this.timeoutMillis = Math.toIntExact(config.connectTimeout().toMillis());
        this.tls = UplinkTls.options(material, config.connectTimeout());
        tls.setApplicationLayerProtocols(List.of(HTTP_2, HTTP_1));
        this.client = vertx.createNetClient(
                new NetClientOptions().setSslEngineOptions(UplinkTls.engine()).setConnectTimeout(timeoutMillis));
    }

    @Override
    public CompletableFuture<Agreed> with(HostPort collector) {
        String next = proxy.map(ProxyWay::host).orElse(collector.host());
        return names.address(next)
                .compose(at -> client.connect(options(collector, at)))
                .compose(ProbeHandshake::agreed)
                .toCompletionStage()
                .toCompletableFuture();
    }

    private ConnectOptions options(HostPort collector, InetAddress next) {
        ConnectOptions to = new ConnectOptions()
                .setHost(collector.host())
                .setPort(collector.port())
                .setTimeout(timeoutMillis)
                .setSsl(true)
                .setSslOptions(tls);
        return proxy.isPresent()
                ? to.setProxyOptions(proxy.get().options(next))
                : to.setRemoteAddress(SocketAddress.inetSocketAddress(new InetSocketAddress(next, collector.port())));
    }

    private static Future<Agreed> agreed(NetSocket socket) {
        try {
            SSLSession session = socket.sslSession();
            X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
            String http = HTTP_2.equals(socket.applicationLayerProtocol())
                    ? "HTTP/2"
                    : "HTTP/1.1, because something on the way speaks no HTTP/2";
            return Future.succeededFuture(new Agreed(
                    session.getProtocol(), http, certificate.getNotAfter().toInstant()));
        } catch (SSLPeerUnverifiedException stranger) {
            return Future.failedFuture(stranger);
        } finally {
            socket.close();
        }
    }
}
