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
import java.util.Optional;
import java.util.function.Supplier;

/** Reads durable entries, following the writer: from memory what it has just written, all else from the files. Threads: confined. */
final class GroupReader implements JournalReader, GroupWalk.Findings {

    /**
     * What is durable at one moment.
     *
     * @param end the ordinal behind the last durable entry
     * @param segments the files that hold them
     */
    record Durable(long end, List<Segment> segments) {}

    private final Supplier<Durable> durable;
    private final RecentGroups recent;
    private Durable seen;
    private Optional<GroupWalk> walk = Optional.empty();
    private Durable walked;
    private Iterator<JournalEntry> pending = Collections.emptyIterator();
    private long nextOrdinal;
    private JournalEntry entry;

    GroupReader(long fromOrdinal, Supplier<Durable> durable, RecentGroups recent) {
        this.nextOrdinal = fromOrdinal;
        this.durable = durable;
        this.recent = recent;
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

    private boolean followed() {
        seen = durable.get();
        return nextOrdinal < seen.end();
    }

    private void load() throws IOException {
        List<JournalEntry> written = recent.from(nextOrdinal);
        if (written.isEmpty()) {
            written = fromFiles();
        } else if (walk.isPresent() && !walk.get().isIn(newest(seen))) {
            close(); // nobody else keeps a file open that may be pruned
        }
        pending = written.iterator();
    }

    private List<JournalEntry> fromFiles() throws IOException {
        GroupWalk files = walk();
        Group group = files.next().orElse(null);
        if (group == null) {
            throw new CorruptJournalException(
                    new Corruption(files.end(), nextOrdinal, seen.end() - 1, "damaged: the file ends before"));
        }
        List<JournalEntry> entries = group.entries().orElseThrow();
        return entries.subList((int) (nextOrdinal - group.header().firstOrdinal()), entries.size());
    }

    private GroupWalk walk() throws IOException {
        if (walk.isEmpty()) {
            walk = Optional.of(new GroupWalk(seen.segments(), nextOrdinal, this));
        } else if (walked != seen) {
            walk.get().refresh(seen.segments());
        }
        walked = seen;
        walk.get().passTo(nextOrdinal);
        return walk.get();
    }

    private static Segment newest(Durable durable) {
        return durable.segments().get(durable.segments().size() - 1);
    }

    /** What comes a second time, behind where it belongs, was shown or told before: who goes on behind each hole must get on. */
    @Override
    public void lost(Corruption corruption) throws IOException {
        if (corruption.lastOrdinal() >= nextOrdinal) {
            throw new CorruptJournalException(corruption);
        }
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
        if (walk.isPresent()) {
            walk.get().close();
            walk = Optional.empty();
        }
    }
}
