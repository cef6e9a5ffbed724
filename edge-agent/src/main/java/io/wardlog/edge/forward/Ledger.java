package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.state.LoadedState.Reason;
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

    /**
     * Lets the agent's state know what there was no room to journal, so that pruning can make room. Forgotten at a restart; the
     * collector says it again.
     */
    void learn(ConfirmedEntry confirmed);

    /**
     * A new epoch begins after that of {@code last}, unless a later one has begun already.
     *
     * @param last the last batch that is known of the one before, number 0 when there is none; the collector may have it of an epoch that
     *     this disk has never seen
     * @param whenFull runs when the disk has no room; nothing was written
     */
    void beginEpoch(Reason reason, BatchLink last, Runnable whenFull);

    /** Told when entries are on disk. */
    @FunctionalInterface
    interface Durable {
        /** {@code firstOrdinal} is the first entry's place. */
        void at(long firstOrdinal);
    }
}
