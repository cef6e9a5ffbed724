package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.state.LoadedState.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes at once what the writer's thread would write soon. */
final class FakeLedger implements Ledger {

    final List<BatchLink> epochsAsked = new ArrayList<>();
    final List<Reason> reasons = new ArrayList<>();
    private final MemoryJournal journal;
    private final AgentState state;
    private boolean full;
    private Runnable beforeBatch = () -> {};

    FakeLedger(MemoryJournal journal, AgentState state) {
        this.journal = journal;
        this.state = state;
    }

    void full(boolean isFull) {
        full = isFull;
    }

    /** Something else is written first, when the next batch is sealed and not on disk yet. */
    void beforeNextBatch(Runnable what) {
        beforeBatch = what;
    }

    void append(Entry entry) {
        try {
            state.apply(journal.append(List.of(entry.toJournal())), entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void record(List<? extends Entry> entries, Durable whenDurable, Runnable whenFull) {
        if (full) {
            whenFull.run();
            return;
        }
        if (entries.get(0) instanceof BatchEntry) {
            Runnable first = beforeBatch;
            beforeBatch = () -> {};
            first.run();
        }
        long first = journal.nextOrdinal();
        entries.forEach(this::append);
        whenDurable.at(first);
    }

    @Override
    public void learn(ConfirmedEntry confirmed) {
        state.apply(journal.nextOrdinal(), confirmed);
    }

    @Override
    public void beginEpoch(Reason reason, BatchLink last, Runnable whenFull) {
        if (full) {
            whenFull.run();
            return;
        }
        epochsAsked.add(last);
        reasons.add(reason);
    }
}
