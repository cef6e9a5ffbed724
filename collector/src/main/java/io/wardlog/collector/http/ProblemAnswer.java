package io.wardlog.collector.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.wardlog.error.Problem;

/** Writes RFC 9457 problem documents, the same for every server of the collector. */
public final class ProblemAnswer {
    private static final int COME_BACK = 503;

    private ProblemAnswer() {}

    /** Ends a response that has not begun; whoever only has to come back is told when. */
    public static Future<Void> end(HttpServerResponse response, Problem problem) {
        int status = problem.code().httpStatus();
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (status == COME_BACK) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        return response.end(Buffer.buffer(problem.toJson()));
    }
}
