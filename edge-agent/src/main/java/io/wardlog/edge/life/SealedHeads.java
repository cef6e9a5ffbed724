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
    private final Set<String> seen = new HashSet<>();
    private boolean areKnown = true;
    private final long knownBelow;
    private long lostBelow;

    private SealedHeads(AgentState state, long end) {
        this.cursor = state.batches().cursor().orElseThrow();
        this.knownBelow = state.batches().knownBelow();
        this.lostBelow = knownBelow < cursor.nextOrdinal() ? cursor.nextOrdinal() : 0;
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

    /** Reads what is not sealed; takes as long as that is much. Once. */
    public ForwardStart read(Journal journal) throws IOException {
        long from = cursor.nextOrdinal();
        while (from < end) {
            from = readToHole(journal, from);
        }
        return new ForwardStart(
                cursor, Optional.of(heads).filter(known -> areKnown), knownBelow, lostBelow, unconfirmed, confirmed);
    }

    /** Reads up to the next damage and returns where to go on behind it. */
    private long readToHole(Journal journal, long from) throws IOException {
        try (JournalReader reader = journal.read(from)) {
            while (reader.next() && reader.ordinal() < end) {
                take(reader);
            }
            return end;
        } catch (CorruptJournalException damage) {
            log.atError().addKeyValue("reason", damage.getMessage()).log("sealed_heads_unknown");
            areKnown = false;
            lostBelow = damage.corruption().lastOrdinal() + 1;
            return lostBelow;
        }
    }

    /** Only the first event of each device tells something, and the others are by far the most. */
    private void take(JournalReader reader) throws IOException {
        if (!isSeen(reader)) {
            take(decode(reader));
        }
    }

    private boolean isSeen(JournalReader reader) throws IOException {
        try {
            return EventEntry.deviceOf(reader.entry()).filter(seen::contains).isPresent();
        } catch (EntryFormatException e) {
            throw unreadable(reader, e);
        }
    }

    private void take(Entry entry) throws IOException {
        areKnown &= !(entry instanceof EpochEntry epoch)
                || epoch.epoch().equals(cursor.last().epoch());
        if (areKnown && entry instanceof EventEntry event && seen.add(event.deviceId())) {
            takeOff(event);
        }
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
            throw unreadable(reader, e);
        }
    }

    private static IOException unreadable(JournalReader reader, EntryFormatException why) {
        return new IOException("the journal's entry " + reader.ordinal() + " cannot be read", why);
    }
}
