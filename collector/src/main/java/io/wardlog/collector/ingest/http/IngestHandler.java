package io.wardlog.collector.ingest.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.collector.http.ProblemAnswer;
import io.wardlog.collector.http.RefusedException;
import io.wardlog.collector.ingest.AdmissionDesk;
import io.wardlog.collector.ingest.AdmittedBatch;
import io.wardlog.collector.ingest.AnswerSigner;
import io.wardlog.collector.ingest.BatchLog;
import io.wardlog.collector.ingest.BundleDesk;
import io.wardlog.collector.ingest.InFlightBudget;
import io.wardlog.collector.ingest.IngestMetrics;
import io.wardlog.collector.ingest.IngestThrottle;
import io.wardlog.collector.register.AgentName;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.trace.BatchSpans;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyId;
import io.wardlog.trace.EventTraces;
import io.wardlog.trace.SpanAttribute;
import io.wardlog.trace.SpanName;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request: who is it, is there room, read, admit, store, answer. Runs on event loops; only the desk's work leaves them. */
final class IngestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(IngestHandler.class);

    private final Vertx vertx;
    private final WorkerExecutor desk;
    private final Parts parts;

    /** What a request needs. */
    record Parts(
            Supplier<AgentRegister> register,
            AdmissionDesk desk,
            AnswerSigner signer,
            BatchLog log,
            BundleDesk bundles,
            InFlightBudget budget,
            IngestThrottle throttle,
            IngestMetrics metrics,
            RefusalRecorder refusals,
            Tracing tracing) {}

    /** @param desk where batches are decided about; its size bounds how many are unpacked in memory at once */
    IngestHandler(Vertx vertx, WorkerExecutor desk, Parts parts) {
        this.vertx = vertx;
        this.desk = desk;
        this.parts = parts;
    }

    void handle(HttpServerRequest request) {
        List<String> names = PeerIdentity.sanUris(request.connection().sslSession());
        Optional<RegisteredAgent> agent = parts.register().get().findBySan(names);
        if (agent.isEmpty()) {
            refuseStranger(request, names);
            return;
        }
        if (!agent.get().isActive()) {
            refuse(request, agent, new Problem(ErrorCode.AGENT_DECOMMISSIONED, "the register says that it is gone"));
            return;
        }
        switch (request.path()) {
            case "/v1/batches":
                takeBatch(request, agent.get());
                break;
            case "/v1/head":
                tellHead(request, agent.get());
                break;
            case "/v1/registry":
                giveRegistry(request, agent.get());
                break;
            default:
                refuse(
                        request,
                        agent,
                        new Problem(ErrorCode.NOT_FOUND, "ask for /v1/batches, /v1/head or /v1/registry"));
        }
    }

    private void takeBatch(HttpServerRequest request, RegisteredAgent agent) {
        Optional<Problem> unacceptable = unacceptable(request);
        if (unacceptable.isPresent()) {
            refuse(request, Optional.of(agent), unacceptable.get());
            return;
        }
        Optional<IngestThrottle.Wait> wait = parts.throttle().waitOf(agent);
        if (wait.isPresent()) {
            putOff(request, agent, wait.get());
            return;
        }
        long reserved = reservation(request);
        if (!parts.budget().tryTake(reserved)) {
            refuse(request, Optional.of(agent), new Problem(ErrorCode.BUSY, "too many batches are under way"));
            return;
        }
        long begun = System.nanoTime();
        BatchSpans spans =
                parts.tracing().begin(SpanName.INGEST, request.headers().getAll(EventTraces.NAME));
        spans.set(SpanAttribute.AGENT, agent.key());
        FrameBody.read(vertx, request)
                .onSuccess(frame -> parts.throttle().sent(agent, 0, frame.length))
                .compose(frame -> desk.executeBlocking(() -> parts.desk().admit(agent, frame), false))
                .compose(admission ->
                        admission.fold(batch -> admitted(agent, batch.with(spans.contexts())), this::refusal))
                .onComplete(done -> {
                    parts.budget().release(reserved);
                    spans.end();
                })
                .onSuccess(batch -> {
                    parts.metrics().received(batch, System.nanoTime() - begun);
                    answer(request, batch.receipt());
                })
                .onFailure(failure -> refuse(request, Optional.of(agent), problem(failure)));
    }

    private void tellHead(HttpServerRequest request, RegisteredAgent agent) {
        if (!request.method().equals(HttpMethod.GET)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET");
            refuse(request, Optional.of(agent), new Problem(ErrorCode.METHOD_NOT_ALLOWED, "use GET"));
            return;
        }
        Optional<Problem> refusal =
                Optional.ofNullable(request.getParam("keyId")).flatMap(keyId -> refusalOf(agent, keyId));
        if (refusal.isPresent()) {
            ProblemAnswer.end(request.response(), refusal.get()); // to ask what would be refused is no offence
            return;
        }
        desk.executeBlocking(() -> parts.signer().head(agent), false)
                .compose(head -> head.map(Future::succeededFuture)
                        .orElseGet(() -> refusal(
                                new Problem(ErrorCode.UNAVAILABLE, "what custody has confirmed is still being read"))))
                .onSuccess(head -> answer(request, head))
                .onFailure(failure -> refuse(request, Optional.of(agent), problem(failure)));
    }

    private Optional<Problem> refusalOf(RegisteredAgent agent, String keyId) {
        return Hash.isHex(keyId)
                ? parts.desk().refusalOf(agent, KeyId.fromHex(keyId))
                : Optional.of(new Problem(ErrorCode.INVALID_PARAMETER, "keyId is not 64 lower-case hex digits"));
    }

    private Future<AdmittedBatch> admitted(RegisteredAgent agent, AdmittedBatch batch) {
        parts.throttle().sent(agent, batch.events(), 0);
        return store(batch);
    }

    /** That a tenant has none is no refusal to record: its agents ask again and again. */
    private void giveRegistry(HttpServerRequest request, RegisteredAgent agent) {
        if (!request.method().equals(HttpMethod.GET)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET");
            refuse(request, Optional.of(agent), new Problem(ErrorCode.METHOD_NOT_ALLOWED, "use GET"));
            return;
        }
        BundleAnswer.end(request, parts.bundles().bundle(agent.tenantId()));
    }

    private Future<AdmittedBatch> store(AdmittedBatch batch) {
        return Future.fromCompletionStage(parts.log().append(batch), vertx.getOrCreateContext())
                .map(batch)
                .recover(failure -> {
                    LOG.atWarn()
                            .addKeyValue("agent", batch.key())
                            .setCause(failure)
                            .log("batch_not_stored");
                    return refusal(new Problem(ErrorCode.UNAVAILABLE, "the batch is not known to be stored"));
                });
    }

    private <T> Future<T> refusal(Problem problem) {
        return Future.failedFuture(new RefusedException(problem));
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return refused.problem();
        }
        LOG.atError().setCause(failure).log("ingest_request_failed");
        return new Problem(ErrorCode.INTERNAL, "the batch was not taken");
    }

    private static Optional<Problem> unacceptable(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            return Optional.of(new Problem(ErrorCode.METHOD_NOT_ALLOWED, "use POST"));
        }
        if (!BatchFrame.MEDIA_TYPE.equals(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            return Optional.of(new Problem(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "send " + BatchFrame.MEDIA_TYPE));
        }
        if (declaredLength(request) > BatchFrame.MAX_FRAME_BYTES) {
            return Optional.of(new Problem(ErrorCode.FRAME_TOO_LARGE, "the frame is over 900 KiB"));
        }
        return Optional.empty();
    }

    /** The declared length, or the largest when none is declared. */
    private static long reservation(HttpServerRequest request) {
        long declared = declaredLength(request);
        return declared < 0 ? BatchFrame.MAX_FRAME_BYTES : declared;
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length); // Netty has refused what is no number
    }

    private static void answer(HttpServerRequest request, byte[] answer) {
        if (!request.response().closed()) {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, SignedAnswer.MEDIA_TYPE)
                    .end(Buffer.buffer(answer));
        }
    }

    /** Whoever sends more than it may keeps its batch and comes again: no finding, and nothing of the others' concern. */
    private void putOff(HttpServerRequest request, RegisteredAgent agent, IngestThrottle.Wait wait) {
        Problem problem = new Problem(ErrorCode.RATE_LIMITED, "more than the " + wait.scope() + " may send");
        parts.metrics().refused(problem.code());
        parts.metrics().putOff(agent.tenantId(), wait.scope());
        ProblemAnswer.end(request.response(), problem, wait.retryAfter());
    }

    private void refuseStranger(HttpServerRequest request, List<String> names) {
        Problem problem = new Problem(ErrorCode.UNKNOWN_AGENT, "the certificate names no registered agent");
        parts.metrics().refused(problem.code());
        parts.refusals().refusedStranger(AgentName.among(names), problem);
        ProblemAnswer.end(request.response(), problem);
    }

    private void refuse(HttpServerRequest request, Optional<RegisteredAgent> agent, Problem problem) {
        parts.metrics().refused(problem.code());
        parts.refusals().refused(agent, problem);
        var response = request.response();
        if (!response.closed() && !response.ended()) {
            ProblemAnswer.end(response, problem);
        }
    }
}
