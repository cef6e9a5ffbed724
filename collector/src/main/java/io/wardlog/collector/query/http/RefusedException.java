package io.wardlog.collector.query.http;

import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;

/** A request that is answered with a problem document; carries it to the one place that writes those. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    RefusedException(ErrorCode code, String detail) {
        super(detail, null, false, false);
        this.problem = new Problem(code, detail);
    }

    Problem problem() {
        return problem;
    }
}
