package io.wardlog.collector.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.wardlog.error.Problem;
import java.time.Duration;

/** Writes RFC 9457 problem documents, the same for every server of the collector. */
public final class ProblemAnswer {
    private static final int COME_BACK = 503;

    private ProblemAnswer() {}

    /** Ends a response that has not begun; whoever only has to come back is told when. */
    public static Future<Void> end(HttpServerResponse response, Problem problem) {
        if (problem.code().httpStatus() == COME_BACK) {
            return end(response, problem, Duration.ofSeconds(1));
        }
        return write(response, problem);
    }

    /** As {@link #end(HttpServerResponse, Problem)}, for whoever is to come back after {@code retryAfter}, which is rounded up to seconds. */
    public static Future<Void> end(HttpServerResponse response, Problem problem, Duration retryAfter) {
        long seconds = retryAfter.plusNanos(999_999_999).toSeconds();
        response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        return write(response, problem);
    }

    private static Future<Void> write(HttpServerResponse response, Problem problem) {
        response.setStatusCode(problem.code().httpStatus()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        return response.end(Buffer.buffer(problem.toJson()));
    }
}
