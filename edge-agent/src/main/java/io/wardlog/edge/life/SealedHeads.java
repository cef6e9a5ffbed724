package io.wardlog.edge.life;

import io.wardlog.batch.BatchLink;
import io.wardlog.chain.ChainHead;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.forward.ForwardStart;
import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.state.SealCursor;
import io.wardlog.edge.state.SentBatch;
import io.wardlog.edge.writer.Writer;
import io.wardlog.event.Event;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where forwarding goes on after a restart. The state knows every chain's head as of the journal's end; a batch commits to
 * the heads as of its own last event, so what is not sealed yet is taken off again: for each chain, its first unsealed
 * event names the sealed one before it.
 */
public final class SealedHeads {

    private static final Logger log = LoggerFactory.getLogger(SealedHeads.class);

    private final SealCursor cursor;
    private final List<SentBatch> unconfirmed;
    private final Optional<BatchLink> confirmed;
    private final Map<String, ChainHead> heads;
    private final long end;

    private SealedHeads(AgentState state, long end) {
        this.cursor = state.batches().cursor().orElseThrow();
        this.unconfirmed = state.batches().unconfirmed();
        this.confirmed = state.batches().confirmed();
        this.heads = state.heads();
        this.end = end;
    }

    /** Takes what is needed of the state, on the writer's thread; an epoch has begun. */
    public static CompletableFuture<SealedHeads> take(Writer writer, Journal journal) {
        AtomicReference<AgentState> state = new AtomicReference<>();
        OwnTask task = new OwnTask(0, group -> state.set(group.state()));
        return task.submitTo(writer).thenApply(written -> new SealedHeads(state.get(), journal.nextOrdinal()));
    }

    /** Reads what is not sealed; takes as long as that is much. */
    public ForwardStart read(Journal journal) throws IOException {
        Set<String> seen = new HashSet<>();
        try (JournalReader reader = journal.read(cursor.nextOrdinal())) {
            while (reader.next() && reader.ordinal() < end) {
                Entry entry = decode(reader);
                if (entry instanceof EpochEntry epoch
                        && !epoch.epoch().equals(cursor.last().epoch())) {
                    return new ForwardStart(cursor, Optional.empty(), unconfirmed, confirmed);
                }
                if (entry instanceof EventEntry event && seen.add(event.deviceId())) {
                    takeOff(event);
                }
            }
        } catch (CorruptJournalException damage) {
            log.atError().addKeyValue("reason", damage.getMessage()).log("sealed_heads_unknown");
            return new ForwardStart(cursor, Optional.empty(), unconfirmed, confirmed);
        }
        return new ForwardStart(cursor, Optional.of(heads), unconfirmed, confirmed);
    }

    private void takeOff(EventEntry firstUnsealed) throws IOException {
        if (firstUnsealed.sequenceNumber() == 1) {
            heads.remove(firstUnsealed.deviceId());
            return;
        }
        if (!(Event.read(firstUnsealed.event()) instanceof Event.Reading.Value value)) {
            throw new IOException("the journal holds an event that cannot be read, of " + firstUnsealed.deviceId());
        }
        heads.put(
                firstUnsealed.deviceId(),
                new ChainHead(firstUnsealed.sequenceNumber() - 1, value.event().prevHash()));
    }

    private static Entry decode(JournalReader reader) throws IOException {
        try {
            return Entry.read(reader.entry());
        } catch (EntryFormatException e) {
            throw new IOException("the journal's entry " + reader.ordinal() + " cannot be read", e);
        }
    }
}
