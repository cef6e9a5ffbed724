package io.wardlog.edge.state;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.event.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What becomes of a state when entries behind it are missing: no chain of an epoch that a hole touches is known any more, so that its events move
 * none; those of an epoch that began behind every hole are. All else that the entries say counts. Used once, by one thread.
 */
final class Salvage {

    private final AgentState state;
    private final long from;
    /** Where each epoch begins, or may have begun when that entry is lost: behind the last event of the one before. */
    private final Map<String, Long> beginnings = new HashMap<>();

    private long behindLastEvent;
    private boolean epochInDoubt = true;

    /** @param from the first entry that is not in the state */
    Salvage(AgentState state, long from) {
        this.state = state;
        this.from = from;
        this.behindLastEvent = from;
        seedBeginning();
        state.forgetEpoch();
    }

    /** Sealing may not have come to the state's epoch: that began somewhere between the end of the last batch and {@code from}. */
    private void seedBeginning() {
        SealCursor sealing = state.batches().cursor().orElse(null);
        if (sealing != null) {
            state.epoch()
                    .map(EpochEntry::epoch)
                    .filter(epoch -> !epoch.equals(sealing.last().epoch()))
                    .ifPresent(epoch -> beginnings.put(epoch, sealing.nextOrdinal()));
        }
    }

    /** The next entry that can be read. */
    void add(long ordinal, Entry entry) {
        if (entry instanceof EventEntry event) {
            settleEpoch(event);
            behindLastEvent = ordinal + 1;
            take(ordinal, event);
        } else if (entry instanceof EpochEntry begun) {
            epochInDoubt = false;
            meet(begun.epoch(), ordinal);
            state.apply(ordinal, begun);
        } else {
            if (entry instanceof ReceiptEntry receipt) {
                meet(receipt.batch());
            } else if (entry instanceof ConfirmedEntry confirmed) {
                meet(confirmed.batch());
            }
            state.apply(ordinal, entry);
        }
    }

    private void take(long ordinal, EventEntry event) {
        if (state.epoch().isPresent()) {
            state.apply(ordinal, event);
        } else {
            state.remember(event);
        }
    }

    /** The entry that began an event's epoch may be lost, and batches of that epoch with it. */
    private void settleEpoch(EventEntry event) {
        if (epochInDoubt && Event.read(event.event()) instanceof Event.Reading.Value value) {
            epochInDoubt = false;
            String epoch = value.event().epoch();
            meet(epoch, behindLastEvent);
            state.beginSealingAnywhere(epoch, from);
        }
    }

    private void meet(BatchLink batch) {
        meet(batch.epoch(), behindLastEvent);
    }

    private void meet(String epoch, long ordinal) {
        beginnings.putIfAbsent(epoch, ordinal);
        state.meet(epoch);
    }

    /** Entries are missing from here. */
    void hole() {
        epochInDoubt = true;
        state.forgetEpoch();
        state.numbers().forgetCounts();
    }

    /** All that can be read was added; {@code holes} are what could not, in their order. */
    void end(List<Corruption> holes) {
        holes.forEach(hole -> state.batches().dropTouching(hole, beginnings));
    }
}
