package io.wardlog.collector.custody;

import io.wardlog.hash.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which batches have claimed one number.
 *
 * @param accepted the one that holds the place, if any
 * @param forks the others, the first {@link #MAX_FORKS} of them
 * @param atMillis when the first of all was judged
 */
record BatchMemory(Optional<Hash> accepted, List<Hash> forks, long atMillis) {
    /** Enough to know a resend of a fork; a liar cannot make the ledger grow. */
    static final int MAX_FORKS = 16;

    static BatchMemory empty(long atMillis) {
        return new BatchMemory(Optional.empty(), List.of(), atMillis);
    }

    boolean knows(Hash hash) {
        return accepted.filter(hash::equals).isPresent() || forks.contains(hash);
    }

    BatchMemory accepting(Hash hash) {
        return new BatchMemory(Optional.of(hash), forks, atMillis);
    }

    BatchMemory withFork(Hash hash) {
        if (forks.size() >= MAX_FORKS) {
            return this;
        }
        List<Hash> more = new ArrayList<>(forks);
        more.add(hash);
        return new BatchMemory(accepted, List.copyOf(more), atMillis);
    }
}
