package io.wardlog.collector.ingest;

import io.wardlog.error.Problem;
import java.util.function.Function;

/** What ingest answers to a frame. */
public sealed interface Admission {
    /** The batch may be stored. */
    record Admitted(AdmittedBatch batch) implements Admission {}

    /** The batch is refused as a whole. */
    record Refused(Problem problem) implements Admission {}

    /** Handles both cases. */
    default <T> T fold(Function<AdmittedBatch, T> admitted, Function<Problem, T> refused) {
        return this instanceof Admitted yes ? admitted.apply(yes.batch()) : refused.apply(((Refused) this).problem());
    }
}
