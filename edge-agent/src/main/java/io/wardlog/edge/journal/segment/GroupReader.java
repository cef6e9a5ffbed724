package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.Recovery.Cut;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** Reads durable entries, following the writer. Threads: confined. */
final class GroupReader implements JournalReader, GroupWalk.Findings {

    /**
     * What is durable at one moment.
     *
     * @param end the ordinal behind the last durable entry
     * @param segments the files that hold them
     */
    record Durable(long end, List<Segment> segments) {}

    private final Supplier<Durable> durable;
    private Durable seen;
    private GroupWalk walk;
    private Iterator<JournalEntry> pending = Collections.emptyIterator();
    private long nextOrdinal;
    private JournalEntry entry;

    GroupReader(long fromOrdinal, Supplier<Durable> durable) {
        this.nextOrdinal = fromOrdinal;
        this.durable = durable;
        this.seen = new Durable(fromOrdinal, List.of());
    }

    @Override
    public boolean next() throws IOException {
        if (nextOrdinal >= seen.end() && !followed()) {
            return false;
        }
        if (!pending.hasNext()) {
            load();
        }
        entry = pending.next();
        nextOrdinal++;
        return true;
    }

    private boolean followed() throws IOException {
        seen = durable.get();
        if (nextOrdinal >= seen.end()) {
            return false;
        }
        if (walk == null) {
            walk = new GroupWalk(seen.segments(), nextOrdinal, this);
        } else {
            walk.refresh(seen.segments());
        }
        return true;
    }

    private void load() throws IOException {
        Group group = walk.next().orElse(null);
        if (group == null) {
            throw new CorruptJournalException(
                    new Corruption(walk.end(), nextOrdinal, seen.end() - 1, "damaged: the file ends before"));
        }
        pending = group.entries().orElseThrow().iterator();
        for (long passed = group.header().firstOrdinal(); passed < nextOrdinal; passed++) {
            pending.next();
        }
    }

    @Override
    public void lost(Corruption corruption) throws IOException {
        throw new CorruptJournalException(corruption);
    }

    @Override
    public void cut(Cut cut) {
        // Never durable, so nothing that a reader could miss.
    }

    @Override
    public long ordinal() {
        return nextOrdinal - 1;
    }

    @Override
    public JournalEntry entry() {
        return entry;
    }

    @Override
    public void close() throws IOException {
        if (walk != null) {
            walk.close();
        }
    }
}
