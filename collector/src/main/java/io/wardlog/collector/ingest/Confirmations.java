package io.wardlog.collector.ingest;

import io.wardlog.batch.ConfirmedHead;
import java.util.Optional;

/** What custody has confirmed so far. Thread-safe; answers from memory, at most a moment old, empty while nothing is known. */
@FunctionalInterface
public interface Confirmations {
    /** The confirmed head of the agent {@code tenant/agent}. */
    Optional<ConfirmedHead> of(String agentKey);
}
