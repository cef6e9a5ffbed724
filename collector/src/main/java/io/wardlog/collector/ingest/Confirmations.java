package io.wardlog.collector.ingest;

import io.wardlog.batch.ConfirmedHead;
import java.util.Optional;

/** What custody has confirmed so far. Thread-safe; answers from memory, at most a moment old. */
@FunctionalInterface
public interface Confirmations {
    /** Whether all that custody had said before the start is known: until then an empty answer of {@link #of} says nothing. */
    default boolean areKnown() {
        return true;
    }

    /** The confirmed head of the agent {@code tenant/agent}. */
    Optional<ConfirmedHead> of(String agentKey);
}
