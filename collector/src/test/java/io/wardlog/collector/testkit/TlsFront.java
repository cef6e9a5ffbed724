package io.wardlog.collector.testkit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * HTTPS in front of a server that speaks plain text on loopback: what a client asks is passed on when it shows a certificate of the
 * authority, or a known user's password; else the answer is 401.
 */
public final class TlsFront implements AutoCloseable {
    private final HttpServer server;
    private final HttpClient client;
    private final int target;
    private final Set<String> callers = new ConcurrentSkipListSet<>();
    private volatile String login;

    /** Certificate and key of {@code files} ({@code tls.pem}, {@code tls.key}), clients' authority {@code ca}. */
    public TlsFront(Vertx vertx, Path files, Path ca, int targetPort) throws Exception {
        this(vertx, files, ca, targetPort, "127.0.0.1");
    }

    /** The same on another address. */
    public TlsFront(Vertx vertx, Path files, Path ca, int targetPort, String address) throws Exception {
        this.target = targetPort;
        this.client = vertx.createHttpClient();
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(address)
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(false)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(files.resolve("tls.pem").toString())
                                .addKeyPath(files.resolve("tls.key").toString()))
                        .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()))
                        .setClientAuth(ClientAuth.REQUEST))
                .requestHandler(this::handle)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    /** The only user and password that are known from now on. */
    public void know(String user, String password) {
        login = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    public int port() {
        return server.actualPort();
    }

    /** The common names of certificates, and {@code password}, by which callers were let through. */
    public Set<String> callers() {
        return callers;
    }

    private void handle(HttpServerRequest request) {
        String caller = caller(request);
        if (caller.isEmpty()) {
            request.response().setStatusCode(401).end("Unauthorized");
            return;
        }
        callers.add(caller);
        request.body()
                .compose(body -> client.request(request.method(), target, "127.0.0.1", request.uri())
                        .compose(forward -> {
                            String type = request.getHeader("content-type");
                            if (type != null) {
                                forward.putHeader("content-type", type);
                            }
                            return forward.send(body);
                        }))
                .compose(answer -> answer.body().compose(body -> {
                    request.response().setStatusCode(answer.statusCode());
                    String type = answer.getHeader("content-type");
                    if (type != null) {
                        request.response().putHeader("content-type", type);
                    }
                    return request.response().end(body);
                }))
                .recover(failure -> {
                    request.response().setStatusCode(502).end(failure.toString());
                    return Future.succeededFuture();
                });
    }

    private String caller(HttpServerRequest request) {
        String authorization = request.getHeader("authorization");
        if (login != null && login.equals(authorization)) {
            return "password";
        }
        try {
            X509Certificate shown =
                    (X509Certificate) request.connection().sslSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException none) {
            return "";
        }
    }

    @Override
    public void close() {
        server.close();
        client.close();
    }
}
