package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Real servers with real certificates that stand in a collector's place. */
final class TestCollectors {

    static final String HOST = "collector.invalid"; // RFC 6761: no name service knows it

    final DevelopmentPki pki;
    final Path agent;
    private final Vertx vertx;
    private final Path collector;

    TestCollectors(Vertx vertx, Path directory) throws IOException {
        this.vertx = vertx;
        Validity validity = Validity.starting(Instant.now(), Duration.ofDays(2));
        pki = DevelopmentPki.create(directory, validity);
        agent = pki.agent(new DevelopmentPki.AgentName("tenant-a", "hospital-1", "gateway-1"), List.of(), validity);
        collector = pki.collector(List.of(HOST), validity);
    }

    /** Makes a call, however long it takes: the first of a process loads what the others find, which is nothing to be measured. */
    static void makeTheFirstCall(Path directory) throws IOException {
        Vertx vertx = Vertx.vertx();
        TestCollectors collectors = new TestCollectors(vertx, directory);
        Served served = collectors.serve("first");
        Http2Uplink uplink = collectors.setting().uplink(vertx, served.at("localhost"));
        uplink.head().join();
        uplink.close();
        vertx.close().await();
        assertThat(served.frames).hasSize(1);
    }

    UplinkSetting setting() {
        return new UplinkSetting(agent, pki.caFile());
    }

    /** One that answers every call with its name. */
    Served serve(String name) {
        return serve(options -> options, request -> request.response().end(name));
    }

    Served serve(UnaryOperator<HttpServerOptions> change, Consumer<HttpServerRequest> handler) {
        return new Served(vertx, change.apply(options(collector, pki.caFile())), handler);
    }

    /** As a collector is, with the files in {@code identity}. */
    static HttpServerOptions options(Path identity, Path clientCa) {
        return new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(identity.resolve("tls.pem").toString())
                        .addKeyPath(identity.resolve("tls.key").toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(clientCa.toString()));
    }

    /** A server, and what came to it. */
    static final class Served {
        final List<HttpVersion> versions = new CopyOnWriteArrayList<>();
        final List<Buffer> frames = new CopyOnWriteArrayList<>();
        final List<BigInteger> certificates = new CopyOnWriteArrayList<>();
        final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
        /** How many came over each connection of HTTP/2. */
        final List<AtomicInteger> pings = new CopyOnWriteArrayList<>();

        final int port;

        Served(Vertx vertx, HttpServerOptions options, Consumer<HttpServerRequest> handler) {
            port = vertx.createHttpServer(options)
                    .connectionHandler(this::opened)
                    .requestHandler(request -> request.body().onSuccess(body -> {
                        versions.add(request.version());
                        frames.add(body);
                        certificates.add(serial(request));
                        handler.accept(request);
                    }))
                    .listen()
                    .await()
                    .actualPort();
        }

        private void opened(HttpConnection connection) {
            connections.add(connection);
            if (connection.protocolVersion() == HttpVersion.HTTP_2) {
                AtomicInteger count = new AtomicInteger();
                pings.add(count);
                connection.pingHandler(ping -> count.incrementAndGet());
            }
        }

        String at(String host) {
            return host + ":" + port;
        }

        private static BigInteger serial(HttpServerRequest request) {
            try {
                return ((X509Certificate) request.connection().sslSession().getPeerCertificates()[0]).getSerialNumber();
            } catch (SSLPeerUnverifiedException unknown) {
                throw new AssertionError(unknown);
            }
        }
    }
}
