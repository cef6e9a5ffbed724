package io.wardlog.collector.ingest;

import io.wardlog.batch.ConfirmedHead;
import java.util.Optional;

/** What custody has confirmed so far. Thread-safe; answers from memory, at most a moment old. */
@FunctionalInterface
public interface Confirmations {
    /** Whether what custody said until a moment ago is known: else {@link #of} may answer what it said earlier, or nothing. */
    default boolean areKnown() {
        return true;
    }

    /** The confirmed head of the agent {@code tenant/agent}. */
    Optional<ConfirmedHead> of(String agentKey);
}
