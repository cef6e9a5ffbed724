package io.wardlog.edge.state;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.Snapshot;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.LoadedState.Reason;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the state at a start: the snapshot and every entry after it. When either has a hole, chains cannot go on; then
 * what is left (batches to send, sessions, the last batch) is kept and a new epoch must begin.
 */
public final class StateLoader {

    private final AgentIdentity agent;
    private final Journal journal;

    public StateLoader(AgentIdentity agent, Journal journal) {
        this.agent = agent;
        this.journal = journal;
    }

    /**
     * The state that snapshot and journal hold.
     *
     * @throws IOException when the journal cannot be read at all
     */
    public LoadedState load(SnapshotStore.Reading reading) throws IOException {
        if (!journal.recovery().corruptions().isEmpty()) {
            return salvage(Reason.JOURNAL_CORRUPT);
        }
        try {
            if (reading instanceof SnapshotStore.Reading.Valid valid && isCovered(valid.snapshot())) {
                Snapshot snapshot = valid.snapshot();
                return replay(AgentState.fromSnapshot(agent, snapshot.state()), snapshot.ordinal());
            }
            if (journal.recovery().firstOrdinal() == 0 && !(reading instanceof SnapshotStore.Reading.Valid)) {
                return replay(new AgentState(agent), 0);
            }
        } catch (EntryFormatException e) {
            return salvage(Reason.STATE_LOST);
        } catch (CorruptJournalException e) {
            return salvage(Reason.JOURNAL_CORRUPT);
        }
        return salvage(Reason.STATE_LOST);
    }

    private boolean isCovered(Snapshot snapshot) {
        return snapshot.ordinal() >= journal.recovery().firstOrdinal() && snapshot.ordinal() <= journal.nextOrdinal();
    }

    private LoadedState replay(AgentState state, long fromOrdinal) throws IOException, EntryFormatException {
        try (JournalReader reader = journal.read(fromOrdinal)) {
            while (reader.next()) {
                state.apply(reader.ordinal(), Entry.read(reader.entry()));
            }
        }
        Reason reason = state.epoch().isPresent() ? Reason.CONTINUED : Reason.FIRST_START;
        return new LoadedState(state, reason, Optional.empty());
    }

    private LoadedState salvage(Reason reason) throws IOException {
        AgentState state = new AgentState(agent);
        long from = journal.recovery().firstOrdinal();
        while (from < journal.nextOrdinal()) {
            from = salvage(state, from);
        }
        journal.recovery().corruptions().forEach(hole -> state.batches().dropTouching(hole));
        Optional<BatchLink> previous =
                state.batches().cursor().map(SealCursor::last).filter(last -> last.batchSequence() > 0);
        return new LoadedState(state, reason, previous);
    }

    /** Reads up to the next hole and returns where to go on behind it. */
    private long salvage(AgentState state, long from) throws IOException {
        try (JournalReader reader = journal.read(from)) {
            while (reader.next()) {
                salvageEntry(state, reader);
            }
            return journal.nextOrdinal();
        } catch (CorruptJournalException e) {
            return e.corruption().lastOrdinal() + 1;
        }
    }

    private static void salvageEntry(AgentState state, JournalReader reader) throws IOException {
        try {
            state.salvage(reader.ordinal(), Entry.read(reader.entry()));
        } catch (EntryFormatException e) {
            throw new IOException("entry " + reader.ordinal() + " is of a kind that this version does not know", e);
        }
    }
}
