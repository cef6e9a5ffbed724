package io.wardlog.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.hash.Hash;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;

/** One of several servers before the same collector, as several ingest processes stand before the same Kafka. It can fail in several ways. */
final class CollectorFront {

    private static final Pattern TAG = Pattern.compile("\"([0-9a-f]{64})\"");

    /** What it does with a request. */
    enum Mode {
        /** Answers it. */
        ANSWER,
        /** Stores the batch, and its receipt gets lost. */
        LOSE_RECEIPT,
        /** Neither stores nor answers: a process that hangs. */
        HANG,
        /** Breaks the connection before it stores anything. */
        CUT,
        /** Takes batches, and cannot read what custody says. */
        WITHOUT_WORD
    }

    final int port;
    final AtomicInteger batches = new AtomicInteger();
    final Set<BigInteger> certificates = ConcurrentHashMap.newKeySet();
    volatile Mode mode = Mode.ANSWER;
    private final SigningCollector collector;
    private final HttpServer server;

    CollectorFront(Vertx vertx, Path pki, SigningCollector collector) {
        this(vertx, pki, collector, 0);
    }

    /** @param at the port to listen on, 0 for a free one */
    CollectorFront(Vertx vertx, Path pki, SigningCollector collector, int at) {
        this.collector = collector;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(pki.resolve("collector/tls.pem").toString())
                                .addKeyPath(pki.resolve("collector/tls.key").toString()))
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(pki.resolve("ca.pem").toString())))
                .requestHandler(this::handle);
        this.port = server.listen(at, "127.0.0.1").await().actualPort();
    }

    private void handle(HttpServerRequest request) {
        certificates.add(serial(request));
        request.body().onSuccess(body -> {
            Mode now = mode;
            if (now == Mode.CUT) {
                request.connection().close();
            } else if (now != Mode.HANG) {
                take(request, body, now);
            }
        });
    }

    private void take(HttpServerRequest request, Buffer body, Mode now) {
        if (request.path().equals("/v1/registry")) {
            Future.fromCompletionStage(collector.registry(known(request)))
                    .onSuccess(answer -> registry(request, answer));
            return;
        }
        boolean isBatch = request.path().equals("/v1/batches");
        if (!isBatch && now == Mode.WITHOUT_WORD) {
            refuse(request, 503, new Problem(ErrorCode.UNAVAILABLE, "by the test").toJson());
            return;
        }
        if (isBatch) {
            batches.incrementAndGet(); // before its events can be seen
        }
        CompletableFuture<UplinkAnswer> taken =
                isBatch ? collector.send(OutgoingBatch.of(body.getBytes())) : head(request.getParam("keyId"));
        Future.fromCompletionStage(taken).onSuccess(answer -> {
            if (answer instanceof UplinkAnswer.Body sound && !(isBatch && now == Mode.LOSE_RECEIPT)) {
                request.response().end(Buffer.buffer(sound.bytes()));
            } else if (answer instanceof UplinkAnswer.Refused refused) {
                ErrorCode code = ErrorCode.valueOf(refused.code().toUpperCase(Locale.ROOT));
                refuse(request, refused.status(), new Problem(code, refused.detail()).toJson());
            } else {
                request.connection().close();
            }
        });
    }

    private CompletableFuture<UplinkAnswer> head(String keyId) {
        return keyId == null ? collector.head() : collector.head(keyId);
    }

    private static void refuse(HttpServerRequest request, int status, byte[] problem) {
        request.response().setStatusCode(status).end(Buffer.buffer(problem));
    }

    private static List<Hash> known(HttpServerRequest request) {
        String tags = request.getHeader("if-none-match");
        return TAG.matcher(tags == null ? "" : tags)
                .results()
                .map(tag -> Hash.fromHex(tag.group(1)))
                .toList();
    }

    private static void registry(HttpServerRequest request, UplinkAnswer answer) {
        if (answer instanceof UplinkAnswer.Body bundle) {
            request.response().end(Buffer.buffer(bundle.bytes()));
        } else {
            int status = answer instanceof UplinkAnswer.Unchanged ? 304 : 404;
            request.response().setStatusCode(status).end();
        }
    }

    private static BigInteger serial(HttpServerRequest request) {
        try {
            return ((X509Certificate) request.connection().sslSession().getPeerCertificates()[0]).getSerialNumber();
        } catch (SSLPeerUnverifiedException unknown) {
            throw new AssertionError(unknown);
        }
    }

    /** The process dies: every connection breaks, and nobody listens. */
    void die() {
        server.close().await();
    }
}
