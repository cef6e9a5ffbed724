package io.wardlog.collector.http;

import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;

/** A request that is answered with a problem document; carries it to the one place that writes it. Has no stack trace. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** Refuses with this code; {@code detail} quotes no value of the request. */
    public RefusedException(ErrorCode code, String detail) {
        this(new Problem(code, detail));
    }

    /** Refuses with this problem. */
    public RefusedException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What to answer. */
    public Problem problem() {
        return problem;
    }
}
