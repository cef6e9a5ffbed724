package io.wardlog.edge.simulation;

import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.RoomFor;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The journal's port over a {@link JournalMedium}, as one process has it open. It keeps its promises, and fails where it may. */
class SimulatedJournal implements Journal, JournalSpace {

    private static final long MAX_GROUP = 1 << 20;
    private static final long CRITICAL_RESERVE = 192 << 10;
    private static final long OWN_RESERVE = 128 << 10;
    private static final long CUSTODY_RESERVE = 64 << 10;

    private final JournalMedium medium;
    private final Faults faults;
    private final Recovery recovery;
    private final Machine machine;
    private boolean failed;

    /** What else happens on the machine. */
    interface Machine {

        /** A sync takes its time. */
        void whileSyncing();

        /** The power goes. */
        void powerCut();

        /** The most that the journal may hold. */
        long quota();

        /** Whether something else has filled the disk. */
        boolean isFull();

        /** Whether the process that has this journal open is there no more. */
        boolean isDown();
    }

    /** What it stands on. */
    record Parts(JournalMedium medium, Faults faults, Machine machine) {}

    /** @param cut what the last run left unfinished */
    SimulatedJournal(Parts parts, long checkFrom, Optional<Recovery.Cut> cut) {
        this.medium = parts.medium();
        this.faults = parts.faults();
        this.machine = parts.machine();
        this.recovery = new Recovery(medium.firstOrdinal(), medium.nextOrdinal(), cut, medium.damageFrom(checkFrom));
    }

    @Override
    public long append(List<JournalEntry> group) throws IOException {
        if (failed || machine.isDown()) {
            throw new IOException("simulated: the journal has failed");
        }
        long bytes = group.stream().mapToLong(JournalEntry::storedBytes).sum();
        if (group.isEmpty() || bytes > MAX_GROUP) {
            throw new IllegalArgumentException("a group of " + bytes);
        }
        if (!hasRoomFor(bytes, RoomFor.CUSTODY)) {
            throw new IllegalStateException("no room for a group of " + bytes);
        }
        if (faults.happens(Fault.APPEND_FAILED)) {
            fail("append");
        }
        long first = medium.nextOrdinal();
        medium.write(group);
        if (faults.happens(Fault.SYNC_SLOW)) {
            machine.whileSyncing();
        }
        if (faults.happens(Fault.CUT_WHILE_SYNCING) && !machine.isDown()) {
            machine.powerCut();
        }
        if (machine.isDown() || faults.happens(Fault.SYNC_FAILED)) {
            fail("sync");
        }
        sync(medium);
        return first;
    }

    /** What was written becomes durable. */
    void sync(JournalMedium written) {
        written.sync();
    }

    private void fail(String what) throws IOException {
        failed = true;
        throw new IOException("simulated: " + what + " failed");
    }

    @Override
    public long nextOrdinal() {
        return medium.nextOrdinal();
    }

    @Override
    public long maxGroupBytes() {
        return MAX_GROUP;
    }

    @Override
    public JournalReader read(long fromOrdinal) {
        if (fromOrdinal < medium.firstOrdinal() || fromOrdinal > medium.nextOrdinal()) {
            throw new IllegalArgumentException("entry " + fromOrdinal + " is not there");
        }
        return new Reader(fromOrdinal);
    }

    @Override
    public void prune(long belowOrdinal) throws IOException {
        if (faults.happens(Fault.PRUNE_FAILED)) {
            throw new IOException("simulated: a file cannot be removed");
        }
        medium.prune(belowOrdinal);
    }

    @Override
    public JournalSpace space() {
        return this;
    }

    @Override
    public boolean hasRoomFor(long bytes, RoomFor what) {
        return bytes <= MAX_GROUP && roomFor(what) >= bytes + JournalMedium.PER_GROUP;
    }

    @Override
    public long roomFor(RoomFor what) {
        return failed || machine.isFull() ? 0 : Math.max(0, machine.quota() - medium.bytes() - kept(what));
    }

    private static long kept(RoomFor what) {
        switch (what) {
            case ORDINARY:
                return CRITICAL_RESERVE;
            case CRITICAL:
                return OWN_RESERVE;
            case OWN:
                return CUSTODY_RESERVE;
            default:
                return 0;
        }
    }

    @Override
    public long capacityBytes() {
        return machine.isFull() ? Math.min(machine.quota(), medium.bytes()) : machine.quota();
    }

    @Override
    public long usedBytes() {
        return medium.bytes();
    }

    @Override
    public long quotaBytes() {
        return machine.quota();
    }

    @Override
    public long diskFreeBytes() {
        return machine.quota() - medium.bytes();
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
        public boolean next() throws IOException {
            if (at + 1 >= medium.nextOrdinal()) {
                return false;
            }
            if (at + 1 < medium.firstOrdinal()) {
                throw new AssertionError("entry " + (at + 1) + " was pruned under its reader");
            }
            if (faults.happens(Fault.READ_FAILED)) {
                throw new IOException("simulated: Input/output error");
            }
            Optional<Corruption> hole = medium.damageAt(at + 1);
            if (hole.isPresent()) {
                throw new CorruptJournalException(hole.get());
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
            return medium.entry(at);
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}
