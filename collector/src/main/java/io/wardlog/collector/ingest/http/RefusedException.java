package io.wardlog.collector.ingest.http;

import io.wardlog.error.Problem;

/** Carries a refusal through a chain of futures; has no stack trace. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    RefusedException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
