package io.wardlog.collector.ingest.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.wardlog.collector.http.ProblemAnswer;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.schema.bundle.SignedBundle;
import java.util.Arrays;
import java.util.Optional;

/** Answers {@code GET /v1/registry}: the bundle with its entity tag, or that the agent has it, or that there is none (RFC 9110). */
final class BundleAnswer {
    private static final int NOT_MODIFIED = 304;

    private BundleAnswer() {}

    static void end(HttpServerRequest request, Optional<SignedBundle> bundle) {
        HttpServerResponse response = request.response();
        if (bundle.isEmpty()) {
            ProblemAnswer.end(response, new Problem(ErrorCode.NOT_FOUND, "this tenant has no registry bundle"));
            return;
        }
        String tag = '"' + bundle.get().sha256().hex() + '"';
        response.putHeader(HttpHeaders.ETAG, tag).putHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (has(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(NOT_MODIFIED).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, SignedBundle.MEDIA_TYPE)
                    .end(Buffer.buffer(bundle.get().encode()));
        }
    }

    private static boolean has(String ifNoneMatch, String tag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(known -> known.equals(tag) || known.equals("*"));
    }
}
