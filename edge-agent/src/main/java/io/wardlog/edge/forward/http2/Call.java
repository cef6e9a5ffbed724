package io.wardlog.edge.forward.http2;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.UplinkAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One request and what comes of it. All but {@link #answer}, {@link #collector} and {@link #fail} runs on the uplink's event loop. */
final class Call {

    /** More than any receipt or head has. */
    static final int MAX_ANSWER_BYTES = (1024 + 128) * 1024;

    private final CompletableFuture<UplinkAnswer> answer = new CompletableFuture<>();
    private final Buffer received = Buffer.buffer();
    private final Consumer<HttpClientRequest> abandoning;
    private Future<HttpClientRequest> asked = Future.failedFuture("not begun");
    private HttpClientRequest request;
    private boolean isWhole;
    private volatile HostPort collector;

    /**
     * @param limit how long the call may take in all, even if the event loop hangs
     * @param abandoning what is closed when nobody waits for the answer any more
     */
    private Call(Duration limit, Consumer<HttpClientRequest> abandoning) {
        this.abandoning = abandoning;
        answer.completeOnTimeout(
                UplinkAnswer.Unavailable.noAnswer("no answer within " + limit.toMillis() + " ms"),
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** A call that is abandoned together with its connection. */
    static Call ownsConnection(Duration limit) {
        return new Call(limit, request -> request.connection().close());
    }

    /** A call that is abandoned alone: the stream of HTTP/2; HTTP/1.1 has nothing less than the connection. */
    static Call sharesConnection(Duration limit) {
        return new Call(limit, HttpClientRequest::reset);
    }

    /** Completes on any thread, never exceptionally. */
    CompletableFuture<UplinkAnswer> answer() {
        return answer;
    }

    /** Ends the call as unavailable if it has not ended. From any thread. */
    void fail(String reason) {
        answer.complete(UplinkAnswer.Unavailable.noAnswer(reason));
    }

    /** It is this collector's from now on, also when that is not found. */
    void goesTo(HostPort to) {
        collector = to;
    }

    /** Sends the request as soon as it is known, with a body that is empty for none. */
    void start(HttpClientAgent client, Future<RequestOptions> options, Buffer body) {
        asked = options.compose(client::request);
        asked.compose(made -> send(made, body)).onSuccess(this::read).onFailure(this::fail);
    }

    private Future<HttpClientResponse> send(HttpClientRequest made, Buffer body) {
        request = made;
        if (answer.isDone()) {
            abandon(); // the limit was reached while connecting
            return Future.failedFuture("too late");
        }
        return body.length() == 0 ? made.send() : made.send(body);
    }

    private void read(HttpClientResponse response) {
        response.exceptionHandler(this::fail);
        response.handler(chunk -> {
            if (received.length() + chunk.length() > MAX_ANSWER_BYTES) {
                fail("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
            } else {
                received.appendBuffer(chunk);
            }
        });
        response.endHandler(end -> {
            isWhole = true;
            answer.complete(AnswerReader.read(
                    response.statusCode(),
                    response.getHeader(HttpHeaders.RETRY_AFTER),
                    received.getBytes(),
                    Instant.now()));
        });
    }

    private void fail(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        fail(root.getClass().getSimpleName() + ": " + root.getMessage());
    }

    /** Whom it was sent to; nobody when it did not come so far. Any thread. */
    Optional<HostPort> collector() {
        return Optional.ofNullable(collector);
    }

    /** Whether the response came to its end, so that nothing of this call is left on the connection. */
    boolean isWhole() {
        return isWhole;
    }

    /** Whether it waits for a connection that it can send its request over. */
    boolean awaitsConnection() {
        return !asked.isComplete();
    }

    /** Closes the connection or the request, if there is one already. */
    void abandon() {
        if (request != null) {
            abandoning.accept(request);
        }
    }
}
