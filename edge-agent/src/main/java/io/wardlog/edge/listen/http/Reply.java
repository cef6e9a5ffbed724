package io.wardlog.edge.listen.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.wardlog.edge.listen.Deadline;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.error.ErrorCode;
import java.time.Duration;

/** Writes the answer to a request, of whose body a part may still be on its way. */
final class Reply {

    private Reply() {}

    /**
     * Sends the answer on the request's loop. What is still on its way is let in and thrown away for as long as {@code patience}: if the
     * connection were closed on it, the client might never read the answer.
     */
    static void send(Answer answer, HttpServerRequest request, EventLoop loop, Duration patience) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        answer.retryAfterSeconds()
                .ifPresent(seconds -> response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(seconds)));
        response.setStatusCode(answer.status()).putHeader(HttpHeaders.CONTENT_TYPE, answer.mediaType());
        if (request.isEnded()) {
            response.end(Buffer.buffer(answer.body()));
        } else if (answer.status() == ErrorCode.TIMED_OUT.httpStatus()) {
            sendAndClose(answer, request);
        } else {
            throwAwayTheRest(request, loop, patience);
            response.end(Buffer.buffer(answer.body()));
        }
    }

    /** Sends the answer and closes: what comes behind the request is not looked at. */
    static void sendAndClose(Answer answer, HttpServerRequest request) {
        request.response()
                .setStatusCode(answer.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.mediaType())
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(Buffer.buffer(answer.body()))
                .onComplete(ignored -> request.connection().close());
    }

    private static void throwAwayTheRest(HttpServerRequest request, EventLoop loop, Duration patience) {
        Deadline deadline = new Deadline(loop, () -> request.connection().close());
        deadline.in(patience);
        request.handler(ignored -> {});
        request.endHandler(ignored -> deadline.end());
        request.exceptionHandler(ignored -> deadline.end());
    }
}
