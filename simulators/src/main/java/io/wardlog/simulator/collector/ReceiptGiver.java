package io.wardlog.simulator.collector;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.event.EventTimes;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Answers an agent's batches with receipts, and says of each that custody confirmed it. Over HTTP/2 and mutual TLS, as a collector does; of a batch it
 * reads the header alone. One event loop; {@link #counts} from any thread.
 */
final class ReceiptGiver implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;
    private static final long PATIENCE_SECONDS = 10;
    private static final String COLLECTOR_ID = "receipts-only";

    private final Vertx vertx = Vertx.vertx();
    private final Setting setting;
    private final Signer signer;
    private final HttpServer server;
    private Optional<ConfirmedHead> confirmed = Optional.empty();
    private volatile Counts counts = new Counts(0, 0, 0);

    /**
     * What it works with.
     *
     * @param identity the directory of a collector's {@code tls.pem}, {@code tls.key}, {@code receipt.key} and {@code receipt.pub.pem}
     * @param clientCa who vouches for agents
     * @param tenantId of the agent
     */
    record Setting(String host, int port, Path identity, Path clientCa, String tenantId, String agentId) {}

    /**
     * What came.
     *
     * @param bytes of the events, canonical, with their sealed blocks and eight bytes each
     */
    record Counts(long batches, long events, long bytes) {
        Counts plus(FrameHead frame) {
            return new Counts(batches + 1, events + frame.header().position().count(), bytes + frame.rawBodyBytes());
        }
    }

    ReceiptGiver(Setting setting) throws IOException {
        this.setting = setting;
        Path own = setting.identity();
        this.signer = PemKeys.readSigner(own.resolve("receipt.key"), own.resolve("receipt.pub.pem"));
        this.server = vertx.createHttpServer(options(setting)).requestHandler(this::answer);
    }

    private static HttpServerOptions options(Setting setting) {
        Path own = setting.identity();
        return new HttpServerOptions()
                .setHost(setting.host())
                .setPort(setting.port())
                .setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.resolve("tls.pem").toString())
                        .addKeyPath(own.resolve("tls.key").toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(setting.clientCa().toString()));
    }

    /** Listens; the port on which it does. */
    int listen() throws IOException, InterruptedException {
        try {
            return server.listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .actualPort();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "cannot listen at " + setting.host() + ":" + setting.port() + ": " + e.getMessage(), e);
        }
    }

    Counts counts() {
        return counts;
    }

    private void answer(HttpServerRequest request) {
        if (request.method() == HttpMethod.POST && request.path().equals("/v1/batches")) {
            request.body().onSuccess(body -> receipt(request, body.getBytes()));
        } else if (request.path().equals("/v1/head")) {
            SignedHead head = new SignedHead(issuer(), setting.tenantId(), setting.agentId(), now(), confirmed);
            send(request, SignedAnswer.sign(head, signer));
        } else {
            refuse(request, NOT_FOUND, "not_found");
        }
    }

    private void receipt(HttpServerRequest request, byte[] frame) {
        FrameHead.read(frame)
                .ifPresentOrElse(
                        head -> {
                            BatchLink batch = head.header().link();
                            confirmed = Optional.of(new ConfirmedHead(batch, ConfirmedHead.Status.OK));
                            counts = counts.plus(head);
                            Receipt receipt = new Receipt(
                                    issuer(),
                                    setting.tenantId(),
                                    setting.agentId(),
                                    batch,
                                    now(),
                                    List.of(),
                                    confirmed);
                            send(request, SignedAnswer.sign(receipt, signer));
                        },
                        () -> refuse(request, UNPROCESSABLE, "frame_malformed"));
    }

    private static void send(HttpServerRequest request, SignedAnswer answer) {
        request.response().putHeader("content-type", SignedAnswer.MEDIA_TYPE).end(Buffer.buffer(answer.encode()));
    }

    private static void refuse(HttpServerRequest request, int status, String code) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/problem+json")
                .end("{\"status\":%d,\"code\":\"%s\"}".formatted(status, code));
    }

    private Receipt.Issuer issuer() {
        return new Receipt.Issuer(signer.algorithm().alg(), signer.keyId(), COLLECTOR_ID);
    }

    private static String now() {
        return EventTimes.micros(Instant.now());
    }

    @Override
    public void close() throws InterruptedException {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("does not close", e);
        }
    }
}
