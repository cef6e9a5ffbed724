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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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
        WITHOUT_WORD,
        /** Refuses: 403, for good. */
        FORBID,
        /** Refuses: 429, for now. */
        LIMIT,
        /** Refuses: 503. */
        UNAVAILABLE,
        /** Stores the batch, and answers when nobody waits any more. */
        LATE,
        /** Takes each batch a second time, as if something on the way had sent it again. */
        TWICE,
        /** Answers with a receipt for another agent. */
        FOREIGN_RECEIPT,
        /** Answers with a receipt for another batch. */
        OTHER_RECEIPT,
        /** Answers with a receipt that another key has signed. */
        FORGED_RECEIPT,
        /** Answers with half a receipt. */
        GARBAGE,
        /** Answers with the receipt before, once more. */
        EARLIER_RECEIPT
    }

    /** Longer than an agent of these tests waits. */
    private static final long LATE_MILLIS = 1_100;

    private static final Map<Mode, ErrorCode> REFUSALS = Map.of(
            Mode.FORBID,
            ErrorCode.NOT_AUTHORIZED,
            Mode.LIMIT,
            ErrorCode.RATE_LIMITED,
            Mode.UNAVAILABLE,
            ErrorCode.UNAVAILABLE);

    final int port;
    final AtomicInteger batches = new AtomicInteger();
    final Set<BigInteger> certificates = ConcurrentHashMap.newKeySet();
    /** Requests that were not simply answered. */
    final AtomicInteger troubled = new AtomicInteger();

    volatile Mode mode = Mode.ANSWER;

    /** Whether something before it refuses a question for a key of zeros, which looks odd to it. */
    volatile boolean guarded;

    /** Whether it is older than the question for a key: answers it whatever key it names. */
    volatile boolean older;

    private final Vertx vertx;
    private final BentReceipts receipts;
    private final SigningCollector collector;
    private final HttpServer server;

    CollectorFront(Vertx vertx, Path pki, SigningCollector collector) {
        this(vertx, pki, collector, 0);
    }

    /** @param at the port to listen on, 0 for a free one */
    CollectorFront(Vertx vertx, Path pki, SigningCollector collector, int at) {
        this.vertx = vertx;
        this.receipts = new BentReceipts(pki);
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
                troubled.incrementAndGet();
                request.connection().close();
            } else if (now == Mode.HANG) {
                troubled.incrementAndGet();
            } else {
                take(request, body, now);
            }
        });
    }

    private void take(HttpServerRequest request, Buffer body, Mode now) {
        if (request.path().equals("/v1/registry")) {
            Future.fromCompletionStage(collector.registry(known(request)))
                    .onSuccess(answer -> registry(request, answer));
        } else if (REFUSALS.containsKey(now)) {
            troubled.incrementAndGet();
            request.response().putHeader("retry-after", "1");
            refuse(request, REFUSALS.get(now), "by the test");
        } else if (request.path().equals("/v1/batches")) {
            batches.incrementAndGet(); // before its events can be seen
            batch(request, body, now);
        } else if (now == Mode.WITHOUT_WORD) {
            troubled.incrementAndGet();
            refuse(request, ErrorCode.UNAVAILABLE, "by the test");
        } else if (guarded && request.getParam("keyId", "").startsWith("000")) {
            request.response().setStatusCode(403).end("blocked");
        } else {
            Future.fromCompletionStage(head(request.getParam("keyId"))).onSuccess(answer -> answer(request, answer));
        }
    }

    private void batch(HttpServerRequest request, Buffer body, Mode now) {
        if (now == Mode.TWICE) {
            troubled.incrementAndGet();
            collector.send(OutgoingBatch.of(body.getBytes()));
        }
        Future.fromCompletionStage(collector.send(OutgoingBatch.of(body.getBytes())))
                .onSuccess(answer -> {
                    if (now == Mode.LOSE_RECEIPT) {
                        troubled.incrementAndGet();
                        request.connection().close();
                    } else if (answer instanceof UplinkAnswer.Body sound) {
                        receipt(request, sound.bytes(), now);
                    } else {
                        answer(request, answer);
                    }
                });
    }

    private void receipt(HttpServerRequest request, byte[] receipt, Mode now) {
        byte[] said = receipts.bend(now, receipt);
        if (said != receipt) {
            troubled.incrementAndGet();
        }
        if (now == Mode.LATE) {
            troubled.incrementAndGet();
            vertx.timer(LATE_MILLIS, TimeUnit.MILLISECONDS)
                    .onSuccess(late -> request.response().end(Buffer.buffer(said)));
        } else {
            request.response().end(Buffer.buffer(said));
        }
    }

    private static void answer(HttpServerRequest request, UplinkAnswer answer) {
        if (answer instanceof UplinkAnswer.Body sound) {
            request.response().end(Buffer.buffer(sound.bytes()));
        } else if (answer instanceof UplinkAnswer.Refused refused) {
            refuse(request, ErrorCode.valueOf(refused.code().toUpperCase(Locale.ROOT)), refused.detail());
        } else {
            request.connection().close();
        }
    }

    private CompletableFuture<UplinkAnswer> head(String keyId) {
        return keyId == null || older ? collector.head() : collector.head(keyId);
    }

    private static void refuse(HttpServerRequest request, ErrorCode code, String detail) {
        request.response().setStatusCode(code.httpStatus()).end(Buffer.buffer(new Problem(code, detail).toJson()));
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
