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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the state at a start: the snapshot and every entry after it. When either has a hole, chains cannot go on across it; then
 * what is left (batches to send, sessions, repeats, the last batch) is kept, and a new epoch must begin unless one has begun behind every hole:
 * its chains are whole.
 */
public final class StateLoader {

    private static final Logger log = LoggerFactory.getLogger(StateLoader.class);

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
        Optional<Base> base = base(reading);
        boolean isDamaged = !journal.recovery().corruptions().isEmpty();
        if (base.isEmpty() && !reachesBack(reading)) {
            return salvageWithoutEpoch(isDamaged ? Reason.JOURNAL_CORRUPT : Reason.STATE_LOST);
        }
        if (isDamaged) {
            return found(Reason.JOURNAL_CORRUPT, salvage(base));
        }
        try {
            return replay(base.orElseGet(this::beginning));
        } catch (EntryFormatException e) {
            return salvageWithoutEpoch(Reason.STATE_LOST);
        } catch (CorruptJournalException e) {
            return found(Reason.JOURNAL_CORRUPT, salvage(base(reading)));
        }
    }

    /** A state from which the entries go on, and the first of them. */
    private record Base(AgentState state, long ordinal) {}

    private Base beginning() {
        return new Base(new AgentState(agent), journal.recovery().firstOrdinal());
    }

    /** The snapshot's state, when it can be read and the journal goes on from it. */
    private Optional<Base> base(SnapshotStore.Reading reading) {
        if (!(reading instanceof SnapshotStore.Reading.Valid valid) || !isCovered(valid.snapshot())) {
            return Optional.empty();
        }
        try {
            Snapshot snapshot = valid.snapshot();
            return Optional.of(new Base(AgentState.fromSnapshot(agent, snapshot), snapshot.ordinal()));
        } catch (EntryFormatException unreadable) {
            log.atError().addKeyValue("detail", unreadable.getMessage()).log("snapshot_unreadable");
            return Optional.empty();
        }
    }

    /** Whether the whole journal alone gives the state: a snapshot only spares the reading of it. */
    private boolean reachesBack(SnapshotStore.Reading reading) {
        boolean journalIsOlder = reading instanceof SnapshotStore.Reading.Valid valid && !isCovered(valid.snapshot());
        return journal.recovery().firstOrdinal() == 0 && !journalIsOlder;
    }

    private boolean isCovered(Snapshot snapshot) {
        return snapshot.ordinal() >= journal.recovery().firstOrdinal() && snapshot.ordinal() <= journal.nextOrdinal();
    }

    private LoadedState replay(Base base) throws IOException, EntryFormatException {
        AgentState state = base.state();
        try (JournalReader reader = journal.read(base.ordinal())) {
            while (reader.next()) {
                state.apply(reader.ordinal(), Entry.read(reader.entry()));
            }
        }
        state.isWholeBelow(journal.nextOrdinal());
        return found(state.epoch().isPresent() ? Reason.CONTINUED : Reason.FIRST_START, state);
    }

    private static LoadedState found(Reason reason, AgentState state) {
        Optional<BatchLink> last = state.batches().cursor().map(SealCursor::last);
        return new LoadedState(
                state, reason, last.filter(batch -> state.epoch().isEmpty() && batch.batchSequence() > 0));
    }

    /** The journal's end may be missing, too: a chain that went on could be one of which the collector has more. */
    private LoadedState salvageWithoutEpoch(Reason reason) throws IOException {
        AgentState state = salvage(Optional.empty());
        state.forgetEpoch();
        return found(reason, state);
    }

    private AgentState salvage(Optional<Base> base) throws IOException {
        Base start = base.orElseGet(this::beginning);
        Salvage salvage = new Salvage(start.state(), start.ordinal());
        long from = start.ordinal();
        while (from < journal.nextOrdinal()) {
            from = readToHole(salvage, from);
        }
        salvage.end(journal.recovery().corruptions());
        return start.state();
    }

    /** Reads up to the next hole and returns where to go on behind it. */
    private long readToHole(Salvage salvage, long from) throws IOException {
        try (JournalReader reader = journal.read(from)) {
            while (reader.next()) {
                salvage.add(reader.ordinal(), decode(reader));
            }
            return journal.nextOrdinal();
        } catch (CorruptJournalException e) {
            salvage.hole();
            return e.corruption().lastOrdinal() + 1;
        }
    }

    private static Entry decode(JournalReader reader) throws IOException {
        try {
            return Entry.read(reader.entry());
        } catch (EntryFormatException e) {
            throw new IOException("entry " + reader.ordinal() + " is of a kind that this version does not know", e);
        }
    }
}
