package io.wardlog.edge.journal.chronicle;

import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.RoomFor;
import io.wardlog.edge.journal.chronicle.ChronicleReader.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal on Chronicle Queue. Read {@link #append} top to bottom.
 *
 * <p>Threads: as {@link Journal} says. The writer owns everything but {@code durable} and the space, which it publishes.
 */
public final class ChronicleJournal implements Journal {

    private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);

    private final Path directory;
    private final JournalLimits limits;
    private final JournalDisk disk;
    private final DirectoryLock lock;
    private final SegmentDirectory files;
    private final Recovery recovery;
    private final SpareSegment spare;
    private final ChronicleSpace space;
    private ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private volatile Durable durable;
    private long nextSegment;
    private ChronicleSegment current;
    private Throwable failure;

    /**
     * Opens the journal in a directory, creating it when there is none, and finds out what it holds.
     *
     * @param known what is known about its content from elsewhere
     * @throws IOException when another process has it open, or it cannot be read or synced
     */
    public static ChronicleJournal open(Path directory, JournalLimits limits, Known known, JournalDisk disk)
            throws IOException {
        Path journal = Files.createDirectories(directory.toAbsolutePath());
        disk.syncDirectory(journal.getParent());
        DirectoryLock lock = DirectoryLock.acquire(journal);
        try {
            return new ChronicleJournal(journal, limits, known, disk, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private ChronicleJournal(Path directory, JournalLimits limits, Known known, JournalDisk disk, DirectoryLock lock)
            throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.disk = disk;
        this.lock = lock;
        this.files = new SegmentDirectory(directory, disk);
        files.finishRemovals();
        List<Segment> segments = SegmentDirectory.list(directory);
        this.recovery = new JournalRecovery(directory, disk, known).recover(segments);
        this.durable = new Durable(recovery.nextOrdinal(), segments);
        this.nextSegment =
                segments.isEmpty() ? 1 : segments.get(segments.size() - 1).number() + 1;
        this.space = new ChronicleSpace(directory, limits, disk, new Ahead());
        this.spare = new SpareSegment(directory, limits, disk, space::segmentBytes);
        space.held(SegmentDirectory.bytes(segments), false);
        spare.start();
    }

    /** The space is there before the spare segment, which asks it what is used. */
    private final class Ahead implements ChronicleSpace.Ahead {
        @Override
        public boolean ready() {
            return spare.ready();
        }

        @Override
        public boolean canPrepare() {
            return spare.canPrepare();
        }

        @Override
        public long freeBytes() {
            return spare.freeBytes();
        }
    }

    @Override
    public long append(List<JournalEntry> group) throws IOException {
        requireUsable();
        long bytes = GroupCodec.storedBytes(group);
        if (group.isEmpty() || bytes > maxGroupBytes()) {
            throw new IllegalArgumentException("a group has 1 to " + maxGroupBytes() + " bytes, not " + bytes);
        }
        if (!space.hasRoomFor(bytes, RoomFor.CUSTODY)) {
            throw new IllegalStateException("no room for " + bytes + " bytes");
        }
        try {
            return write(group, bytes);
        } catch (IOException e) {
            fail(e);
            throw e;
        } catch (RuntimeException | Error e) {
            // Chronicle's own troubles, and the InternalError of a memory map that lost its file.
            fail(e);
            throw new IOException("journal write failed", e);
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        space.failed();
        LOG.atError().setCause(cause).addKeyValue("directory", directory).log("journal_failed");
    }

    private long write(List<JournalEntry> group, long bytes) throws IOException {
        long first = durable.end();
        if (!space.fitsCurrent(bytes)) {
            startSegment(first);
        }
        buffer = GroupCodec.encode(first, group, buffer);
        space.currentRoom(current.append(buffer));
        durable = new Durable(first + group.size(), withCurrent());
        return first;
    }

    private void startSegment(long firstOrdinal) throws IOException {
        finishCurrent();
        Segment segment = Segment.in(directory, nextSegment++, firstOrdinal);
        current = new ChronicleSegment(spare.take(), segment, limits.segmentBytes(), disk);
        space.held(SegmentDirectory.bytes(durable.segments()), true);
        spare.replenish();
    }

    private void finishCurrent() throws IOException {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private List<Segment> withCurrent() {
        List<Segment> segments = durable.segments();
        if (!segments.isEmpty() && segments.get(segments.size() - 1).equals(current.segment())) {
            return segments;
        }
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(current.segment());
        return List.copyOf(longer);
    }

    private void requireUsable() throws IOException {
        if (failure != null) {
            throw new IOException("the journal has failed; only a restart tells what is durable", failure);
        }
    }

    /** What keeps room ready; a test asks it not to wait for its thread. */
    SpareSegment spare() {
        return spare;
    }

    @Override
    public long nextOrdinal() {
        return durable.end();
    }

    @Override
    public long maxGroupBytes() {
        return ChronicleSpace.maxGroupBytes(limits);
    }

    @Override
    public JournalReader read(long fromOrdinal) {
        Durable now = durable;
        long first =
                now.segments().isEmpty() ? now.end() : now.segments().get(0).firstOrdinal();
        if (fromOrdinal < first || fromOrdinal > now.end()) {
            throw new IllegalArgumentException(
                    "ordinal " + fromOrdinal + " is not kept: " + first + " to " + now.end() + " are");
        }
        return new ChronicleReader(fromOrdinal, () -> durable);
    }

    @Override
    public void prune(long belowOrdinal) throws IOException {
        List<Segment> segments = durable.segments();
        int whole = 0;
        while (whole + 1 < segments.size() && segments.get(whole + 1).firstOrdinal() <= belowOrdinal) {
            whole++;
        }
        if (whole > 0) {
            List<Segment> kept = segments.subList(whole, segments.size());
            durable = new Durable(durable.end(), List.copyOf(kept));
            files.remove(segments.subList(0, whole));
            boolean writing = current != null;
            space.held(SegmentDirectory.bytes(writing ? kept.subList(0, kept.size() - 1) : kept), writing);
            spare.replenish();
        }
    }

    @Override
    public JournalSpace space() {
        return space;
    }

    @Override
    public Recovery recovery() {
        return recovery;
    }

    @Override
    public void close() throws IOException {
        spare.close();
        try {
            markEnd();
            finishCurrent();
        } finally {
            lock.close();
        }
    }

    /** A last group without entries: proof, at the next start, that everything before it was durable. */
    private void markEnd() throws IOException {
        if (failure == null && current != null) {
            buffer = GroupCodec.encode(durable.end(), List.of(), buffer);
            current.append(buffer);
        }
    }
}
