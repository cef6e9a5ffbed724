package io.wardlog.edge.life;

import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes and writes snapshots: often enough that a start replays little, seldom enough that a quiet agent writes little.
 * {@link #due} and {@link #write} belong to one thread; a {@link Taking} belongs to the writer's.
 */
final class Snapshots {

    private static final long MANY_ENTRIES = 20_000;
    private static final Duration LONG_AGO = Duration.ofMinutes(1);
    /** A large snapshot comes seldomer, so that no more is written for snapshots than for entries. */
    private static final int BYTES_PER_ENTRY = 512;

    private static final Duration PER_MEBIBYTE = Duration.ofSeconds(20);

    private final Journal journal;
    private final SnapshotStore store;
    private final AgentClock clock;
    private volatile long durableBelow;
    private long writtenNanos;
    private long writtenBytes;

    /** @param durableBelow the ordinal of the snapshot that is there, 0 for none */
    Snapshots(Journal journal, SnapshotStore store, AgentClock clock, long durableBelow) {
        this.journal = journal;
        this.store = store;
        this.clock = clock;
        this.durableBelow = durableBelow;
        this.writtenNanos = clock.nanoTime();
    }

    /** Everything below is in a snapshot that is on disk. */
    long durableBelow() {
        return durableBelow;
    }

    /** @param awaited room is short, and behind a new snapshot there is some: it does not wait for its minute */
    boolean due(boolean awaited) {
        long entries = journal.nextOrdinal() - durableBelow;
        long interval = (awaited ? 0 : LONG_AGO.toNanos()) + mebibytes() * PER_MEBIBYTE.toNanos();
        boolean old = clock.nanoTime() - writtenNanos >= interval;
        return entries >= Math.max(MANY_ENTRIES, writtenBytes / BYTES_PER_ENTRY) || entries > 0 && old;
    }

    private long mebibytes() {
        return writtenBytes >> 20;
    }

    /** Writes it to disk. */
    void write(Taken taken) throws IOException {
        store.write(taken.ordinal(), taken.state());
        durableBelow = taken.ordinal();
        writtenNanos = clock.nanoTime();
        writtenBytes = taken.state().stream().mapToLong(ByteBuffer::remaining).sum();
    }

    /** The state that all entries below an ordinal led to, in parts that do not change any more. */
    record Taken(long ordinal, List<ByteBuffer> state) {}

    /** Takes a snapshot of a state that is durable as a whole: only once its group is synced. */
    final class Taking {

        private final OwnTask task = new OwnTask(0, this::remember);
        /** What goes wrong in the taking is met by who waits for it. */
        private final CompletableFuture<Taken> taken = task.done().thenApply(durable -> take());

        private AgentState state;

        OwnTask task() {
            return task;
        }

        private void remember(Group group) {
            state = group.state();
        }

        /** On the writer thread, after the sync: what the state holds is what the journal holds. */
        private Taken take() {
            return new Taken(journal.nextOrdinal(), state.toSnapshot());
        }

        CompletableFuture<Taken> taken() {
            return taken;
        }
    }
}
