package io.wardlog.edge.forward.http2;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.ProxyConfig;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.forward.http2.Requests.Question;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyId;
import io.wardlog.tls.TlsMaterial;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uplink over HTTP/2 and mutual TLS, HTTP/1.1 where something on the way speaks no HTTP/2, through a CONNECT proxy where one is
 * configured. One connection to one collector at a time: a call that ends as unavailable closes it, and the next call goes to the next
 * collector; a refusal stays with the collector that said it. Names are looked up for each connection that follows a failure or the
 * end of one's age. Methods may be called from any thread; all state belongs to one event loop.
 */
public final class Http2Uplink implements Uplink {

    private static final Logger log = LoggerFactory.getLogger(Http2Uplink.class);
    private static final String CLOSED = "the uplink is closed";

    private final Vertx vertx;
    private final Context context;
    private final CollectorConfig config;
    private final Requests requests;
    /** Set on the event loop only. */
    private volatile HttpClientAgent client;
    /** Likewise. */
    private volatile TlsMaterial inForce;

    private final CollectorChoice choice;
    private final ConnectionAge age;
    private volatile Call underWay;
    private volatile boolean closed;

    /**
     * Connects at the first call.
     *
     * @throws IOException when the file of the proxy's password cannot be read
     */
    public Http2Uplink(Vertx vertx, CollectorConfig config, TlsMaterial material) throws IOException {
        this(vertx, config, material, Names.SYSTEM);
    }

    Http2Uplink(Vertx vertx, CollectorConfig config, TlsMaterial material, Names.Lookup lookup) throws IOException {
        Random random = new SecureRandom();
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.config = config;
        this.requests = new Requests(ProxyWay.of(config), new Names(context, lookup));
        this.choice = new CollectorChoice(config.collectors(), config.order(), random);
        this.age = new ConnectionAge(config.maxConnectionAge(), random, System::nanoTime);
        this.inForce = material;
        this.client = client();
    }

    private HttpClientAgent client() {
        return vertx.httpClientBuilder()
                .with(options())
                .with(UplinkTls.options(inForce, config.connectTimeout()))
                .with(new PoolOptions().setHttp1MaxSize(1).setHttp2MaxSize(1))
                .withConnectHandler(this::opened)
                .build();
    }

    private HttpClientOptions options() {
        return new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true)
                .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                .setSslEngineOptions(UplinkTls.engine())
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()));
    }

    private void opened(HttpConnection connection) {
        KeepAlive.watch(vertx, connection, config.pingInterval());
        age.opened(connection::close);
        log.atInfo()
                .addKeyValue("collector", choice.current())
                .addKeyValue("http", connection.protocolVersion())
                .addKeyValue("proxy", config.proxy().map(ProxyConfig::address).orElse(null))
                .log("uplink_connection_open");
    }

    @Override
    public CompletableFuture<UplinkAnswer> head() {
        try {
            requests.refreshPassword();
        } catch (IOException e) { // unreadable: the old one stays
            log.atError().setCause(e).log("proxy_password_not_renewed");
        }
        return call(new Question(HttpMethod.GET, "/v1/head", ""), Buffer.buffer());
    }

    /** As {@link #head()}; when a batch signed with this key would be refused for the key, the answer is that refusal. */
    public CompletableFuture<UplinkAnswer> head(KeyId signingKey) {
        return call(new Question(HttpMethod.GET, "/v1/head?keyId=" + signingKey.hex(), ""), Buffer.buffer());
    }

    @Override
    public CompletableFuture<UplinkAnswer> send(OutgoingBatch batch) {
        return call(
                new Question(HttpMethod.POST, "/v1/batches", batch.traces().encode()), Buffer.buffer(batch.frame()));
    }

    /**
     * Beside the way of the batches: it chooses no other collector for them. One that is not answered is reset, so that over HTTP/1.1 no
     * batch waits behind it for the only connection.
     */
    @Override
    public CompletableFuture<UplinkAnswer> registry(List<Hash> known) {
        Call call = Call.sharesConnection(config.answerTimeout());
        if (closed) {
            call.fail(CLOSED);
        } else {
            onLoop(call, () -> {
                HostPort collector = choice.current();
                call.goesTo(collector);
                call.start(client, requests.registry(collector, known), Buffer.buffer());
            });
        }
        return call.answer().thenApply(answer -> {
            if (answer instanceof UplinkAnswer.Unavailable) {
                onLoop(call, () -> reset(call));
            }
            return answer;
        });
    }

    private static void reset(Call call) {
        if (!call.isWhole()) {
            call.abandon();
        }
    }

    /** When the answer is there, what follows from an unavailable one is under way before any later call. */
    private CompletableFuture<UplinkAnswer> call(Question question, Buffer body) {
        Call call = Call.ownsConnection(config.answerTimeout());
        underWay = call;
        if (closed) {
            call.fail(CLOSED);
            return call.answer();
        }
        onLoop(
                call,
                () -> freshConnection().onComplete(ready -> {
                    HostPort collector = choice.current();
                    call.goesTo(collector);
                    call.start(client, requests.of(question, collector), body);
                }));
        return call.answer().thenApply(answer -> {
            if (answer instanceof UplinkAnswer.Unavailable) {
                onLoop(call, () -> abandon(call));
            }
            return answer;
        });
    }

    private Future<Void> freshConnection() {
        if (!age.isOver()) {
            return Future.succeededFuture();
        }
        choice.anew();
        requests.lookUpAnew();
        return age.close();
    }

    /** Whatever is wrong with the connection, the next call takes a new one, and to the next collector. */
    private void abandon(Call call) {
        call.abandon();
        if (!closed && call.awaitsConnection()) {
            log.atWarn().addKeyValue("collector", choice.current()).log("uplink_connection_not_usable");
            replaceClient();
        }
        call.collector().ifPresent(this::failed);
    }

    /**
     * A connection that says nothing behind its handshake is nobody's yet, so that nobody can close it, and every later call would wait for it. Only the
     * client can be closed, with all that it has.
     */
    private void replaceClient() {
        if (!closed) {
            HttpClientAgent old = client;
            client = client();
            old.close().onFailure(e -> log.atError().setCause(e).log("uplink_connection_not_closed"));
        }
    }

    private void failed(HostPort collector) {
        choice.failed(collector);
        requests.lookUpAnew(collector);
    }

    @Override
    public int collectors() {
        return config.collectors().size();
    }

    @Override
    public OptionalInt asked() {
        Call last = underWay;
        return last == null
                ? OptionalInt.empty()
                : last.collector()
                        .map(collector -> OptionalInt.of(config.collectors().indexOf(collector)))
                        .orElseGet(OptionalInt::empty);
    }

    @Override
    public void notBelieved() {
        Call last = underWay;
        if (last != null) {
            onLoop(last, () -> abandon(last));
        }
    }

    @Override
    public CompletableFuture<Optional<String>> renew(TlsMaterial material) {
        HttpClientAgent by = client;
        return by.updateSSLOptions(UplinkTls.options(material, config.connectTimeout()))
                .onSuccess(updated -> context.runOnContext(go -> renewed(material, by)))
                .onFailure(e -> log.atError().setCause(e).log("uplink_certificates_not_renewed"))
                .map(updated -> Optional.<String>empty())
                .otherwise(e -> Optional.of(e.toString()))
                .toCompletionStage()
                .toCompletableFuture();
    }

    private void renewed(TlsMaterial material, HttpClientAgent by) {
        inForce = material;
        age.replace();
        if (by != client) { // which was replaced meanwhile, and has the old certificates
            replaceClient();
        }
    }

    private void onLoop(Call call, Runnable step) {
        try {
            context.runOnContext(go -> {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    call.fail(e.toString());
                }
            });
        } catch (RejectedExecutionException e) {
            call.fail("Vert.x is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        client.close();
        Call last = underWay;
        if (last != null) {
            last.fail(CLOSED);
        }
    }
}
