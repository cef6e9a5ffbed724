package io.wardlog.edge.fake;

import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.RoomFor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A journal in memory whose appends can be made to fail before or after the group is kept. {@link #reopened} is what a
 * restart would find.
 */
public final class MemoryJournal implements Journal {

    /** When an append fails. */
    public enum Failure {
        NONE,
        BEFORE_PERSISTING,
        AFTER_PERSISTING
    }

    private static final long LARGE = 1L << 50;

    private final List<JournalEntry> entries;
    private final Recovery recovery;
    private volatile Failure failure = Failure.NONE;
    private volatile boolean full;
    private volatile boolean spent;
    private volatile boolean custodyOnly;
    private boolean failed;
    private final List<Corruption> damage;

    public MemoryJournal() {
        this(List.of(), List.of());
    }

    private MemoryJournal(List<JournalEntry> kept, List<Corruption> damage) {
        this.entries = new ArrayList<>(kept);
        this.damage = new CopyOnWriteArrayList<>(damage);
        this.recovery = new Recovery(0, kept.size(), Optional.empty(), damage);
    }

    public synchronized MemoryJournal reopened() {
        MemoryJournal next = new MemoryJournal(entries, damage);
        next.full(full);
        next.spent(spent);
        next.custodyOnly(custodyOnly);
        return next;
    }

    public void failNext(Failure next) {
        failure = next;
    }

    public void full(boolean isFull) {
        full = isFull;
    }

    /** As {@link #full}, when the reserve is used up, too. */
    public void spent(boolean isSpent) {
        spent = isSpent;
    }

    /** As {@link #spent}, but for what is kept for custody. */
    public void custodyOnly(boolean isOnly) {
        custodyOnly = isOnly;
    }

    /** Puts other entries in the place of those that are there. */
    public synchronized void replace(UnaryOperator<JournalEntry> other) {
        entries.replaceAll(other);
    }

    /** The disk loses these entries, behind those that it lost before, for every reader from now on. */
    public void damage(long first, long last) {
        damage.add(new Corruption(new Place(Path.of("memory"), first), first, last, "injected"));
    }

    public synchronized List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized long append(List<JournalEntry> group) throws IOException {
        if (failed || failure == Failure.BEFORE_PERSISTING) {
            failed = true;
            throw new IOException("injected: nothing was written");
        }
        long first = entries.size();
        entries.addAll(group);
        if (failure == Failure.AFTER_PERSISTING) {
            failed = true;
            throw new IOException("injected: the sync failed");
        }
        return first;
    }

    @Override
    public synchronized long nextOrdinal() {
        return entries.size();
    }

    @Override
    public long maxGroupBytes() {
        return 8 << 20;
    }

    @Override
    public JournalReader read(long fromOrdinal) {
        return new Reader(fromOrdinal);
    }

    @Override
    public void prune(long belowOrdinal) {
        // keeps everything: a journal may prune less than it could
    }

    @Override
    public JournalSpace space() {
        return new JournalSpace() {
            @Override
            public boolean hasRoomFor(long bytes, RoomFor what) {
                return roomFor(what) > 0;
            }

            @Override
            public long roomFor(RoomFor what) {
                return spent || full && what == RoomFor.ORDINARY || custodyOnly && what != RoomFor.CUSTODY ? 0 : LARGE;
            }

            @Override
            public long capacityBytes() {
                return LARGE;
            }

            @Override
            public long usedBytes() {
                return 0;
            }

            @Override
            public long quotaBytes() {
                return LARGE;
            }

            @Override
            public long diskFreeBytes() {
                return -1;
            }
        };
    }

    @Override
    public Recovery recovery() {
        return recovery;
    }

    @Override
    public void close() {
        // nothing to let go of
    }

    private final class Reader implements JournalReader {
        private long at;

        Reader(long from) {
            this.at = from - 1;
        }

        @Override
        public boolean next() throws CorruptJournalException {
            if (at + 1 >= nextOrdinal()) {
                return false;
            }
            for (Corruption hole : damage) {
                if (at + 1 >= hole.firstOrdinal() && at + 1 <= hole.lastOrdinal()) {
                    throw new CorruptJournalException(hole);
                }
            }
            at++;
            return true;
        }

        @Override
        public long ordinal() {
            return at;
        }

        @Override
        public JournalEntry entry() {
            synchronized (MemoryJournal.this) {
                return entries.get((int) at);
            }
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}
