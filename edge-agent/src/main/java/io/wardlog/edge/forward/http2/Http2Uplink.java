package io.wardlog.edge.forward.http2;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uplink over HTTP/2 and mutual TLS, HTTP/1.1 where something on the way speaks no HTTP/2. One connection, replaced
 * every 15 to 20 minutes, so that agents spread over the collectors behind one name again after one was down. The
 * certificate files are read anew at each {@link #head}: what was renewed counts from the next connection on. Methods may
 * be called from any thread.
 */
public final class Http2Uplink implements Uplink {

    private static final Logger log = LoggerFactory.getLogger(Http2Uplink.class);
    private static final String CLOSED = "the uplink is closed";
    private static final int LIFETIME_SECONDS = 15 * 60;
    private static final int LIFETIME_JITTER_SECONDS = 5 * 60;

    private final Context context;
    private final UplinkConfig config;
    private final UplinkTls tls;
    private final HttpClientAgent client;
    private volatile Call underWay;
    private volatile boolean closed;

    /**
     * Reads the certificate files; connects at the first call.
     *
     * @throws IOException when one of them cannot be read
     */
    public Http2Uplink(Vertx vertx, UplinkConfig config) throws IOException {
        this.context = vertx.getOrCreateContext();
        this.config = config;
        this.tls = new UplinkTls(config);
        this.client = vertx.httpClientBuilder()
                .with(options())
                .with(tls.read())
                .with(pool())
                .withConnectHandler(connection -> KeepAlive.watch(vertx, connection))
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

    private static PoolOptions pool() {
        return new PoolOptions()
                .setHttp1MaxSize(1)
                .setHttp2MaxSize(1)
                .setMaxLifetimeUnit(TimeUnit.SECONDS)
                .setMaxLifetime(LIFETIME_SECONDS + ThreadLocalRandom.current().nextInt(LIFETIME_JITTER_SECONDS));
    }

    @Override
    public CompletableFuture<UplinkAnswer> head() {
        if (!closed) {
            reload();
        }
        return call(request(HttpMethod.GET, "/v1/head"), Buffer.buffer());
    }

    @Override
    public CompletableFuture<UplinkAnswer> send(byte[] frame) {
        RequestOptions request =
                request(HttpMethod.POST, "/v1/batches").putHeader(HttpHeaders.CONTENT_TYPE, BatchFrame.MEDIA_TYPE);
        return call(request, Buffer.buffer(frame));
    }

    private RequestOptions request(HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setHost(config.host())
                .setPort(config.port())
                .setSsl(true)
                .setURI(path)
                .putHeader(HttpHeaders.ACCEPT, SignedAnswer.MEDIA_TYPE);
    }

    /** A call that ends as unavailable closes its connection: whatever is wrong with it, the next call takes a new one. */
    private CompletableFuture<UplinkAnswer> call(RequestOptions request, Buffer body) {
        Call call = new Call(config.requestTimeout());
        underWay = call;
        if (closed) {
            call.fail(CLOSED);
            return call.answer();
        }
        call.answer().thenAccept(answer -> {
            if (answer instanceof UplinkAnswer.Unavailable) {
                onLoop(call, call::abandon);
            }
        });
        onLoop(call, () -> call.start(client, request, body));
        return call.answer();
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

    private void reload() {
        try {
            client.updateSSLOptions(tls.read())
                    .onFailure(e -> log.atError().setCause(e).log("uplink_certificates_not_renewed"));
        } catch (IOException | IllegalStateException e) { // unreadable, or just closed: the old ones stay
            log.atError().setCause(e).log("uplink_certificates_not_renewed");
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
