package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.Entry;
import java.util.List;

/** What the forwarder has written into the journal. Thread-safe; callbacks come on any thread. */
public interface Ledger {

    /**
     * Journals entries in this order, side by side.
     *
     * @param whenDurable runs when they are synced
     * @param whenFull runs instead when the disk has no room; nothing was written
     */
    void record(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull);

    /** A new epoch begins, because the collector has confirmed a batch that this journal does not hold. */
    void beginEpoch(BatchLink previous);

    /** Told when entries are on disk. */
    @FunctionalInterface
    interface Durable {
        /** {@code firstOrdinal} is the first entry's place. */
        void at(long firstOrdinal);
    }
}
