package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.Recovery.Known;
import io.wardlog.edge.journal.RoomFor;
import io.wardlog.edge.journal.segment.GroupReader.Durable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The journal on segments. Read {@link #append} top to bottom.
 *
 * <p>Threads: as {@link Journal} says. The writer owns everything but {@code durable} and the space, which it publishes.
 */
public final class SegmentJournal implements Journal {

    private final Path directory;
    private final JournalLimits limits;
    private final Parts parts;
    private final DirectoryLock lock;
    private final SegmentDirectory files;
    private final Recovery recovery;
    private final SpareSegment spare;
    private final SegmentSpace space;
    private ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private final RecentGroups recent = new RecentGroups();
    private volatile Durable durable;
    private long nextSegment;
    private Optional<Written> current = Optional.empty();
    private Throwable failure;

    /**
     * What it works with.
     *
     * @param format how new segments are written; older ones may be of another kind
     * @param background the journal closes it
     */
    public record Parts(JournalDisk disk, SegmentWriter.Format format, Background background) {

        /** With a thread of its own. */
        public static Parts of(JournalDisk disk, SegmentWriter.Format format) {
            return new Parts(disk, format, Background.thread("journal-spare"));
        }
    }

    /** The segment that is being written. */
    private record Written(Segment segment, SegmentWriter writer) {}

    /**
     * Opens the journal in a directory, creating it when there is none, and finds out what it holds.
     *
     * @param known what is known about its content from elsewhere
     * @throws IOException when another process has it open, or it cannot be read or synced
     */
    public static SegmentJournal open(Path directory, JournalLimits limits, Known known, Parts parts)
            throws IOException {
        return open(directory, limits, () -> known, parts);
    }

    /** The same with what is known as it is looked up behind the lock. */
    public static SegmentJournal open(Path directory, JournalLimits limits, Known.Source known, Parts parts)
            throws IOException {
        Path journal = directory.toAbsolutePath();
        if (!Files.exists(journal)) {
            Files.createDirectories(journal.getParent());
            parts.disk().createDirectory(journal);
        }
        parts.disk().syncDirectory(journal.getParent());
        DirectoryLock lock = DirectoryLock.acquire(journal);
        try {
            return new SegmentJournal(journal, limits, known.look(), parts, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private SegmentJournal(Path directory, JournalLimits limits, Known known, Parts parts, DirectoryLock lock)
            throws IOException {
        this.directory = directory;
        this.limits = limits;
        this.parts = parts;
        this.lock = lock;
        this.files = new SegmentDirectory(directory, parts.disk());
        files.removeGivenUp();
        List<Segment> segments = SegmentDirectory.list(directory);
        files.removeUnbegun(segments);
        files.removeTables(segments);
        this.recovery = new JournalRecovery(directory, parts.disk(), known).recover(segments);
        this.durable = new Durable(recovery.nextOrdinal(), segments);
        this.nextSegment =
                segments.isEmpty() ? 1 : segments.get(segments.size() - 1).number() + 1;
        this.space = new SegmentSpace(directory, limits, parts, new Ahead());
        this.spare = new SpareSegment(directory, limits, parts, space::segmentBytes);
        space.held(SegmentDirectory.bytes(segments), false);
        spare.start();
    }

    /** The space is there before the spare segment, which asks it what is used. */
    private final class Ahead implements SegmentSpace.Ahead {
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
    }

    private long write(List<JournalEntry> group, long bytes) throws IOException {
        long first = durable.end();
        if (!space.fitsCurrent(bytes)) {
            startSegment(first);
        }
        Written to = current.orElseThrow();
        buffer = GroupCodec.encode(first, group, buffer);
        to.writer().write(buffer);
        to.writer().sync();
        space.writtenTo(to.writer().end());
        recent.add(first, List.copyOf(group), bytes);
        durable = new Durable(first + group.size(), with(to.segment()));
        return first;
    }

    private void startSegment(long firstOrdinal) throws IOException {
        finishCurrent();
        // Before the spare one is taken: its thread must not see room that is about to be used.
        space.held(SegmentDirectory.bytes(durable.segments()), true);
        JournalDisk disk = parts.disk();
        Segment segment = Segment.in(
                directory, nextSegment++, firstOrdinal, parts.format().kind());
        disk.replace(segment.directory(), spare.take());
        disk.syncDirectory(directory);
        current = Optional.of(new Written(segment, parts.format().begin(segment, limits.segmentBytes(), disk)));
        spare.replenish();
    }

    private void finishCurrent() throws IOException {
        if (current.isPresent()) {
            SegmentWriter finished = current.get().writer();
            current = Optional.empty();
            finished.close();
        }
    }

    private List<Segment> finished() {
        return durable.segments().stream()
                .filter(segment ->
                        current.filter(to -> to.segment().equals(segment)).isEmpty())
                .toList();
    }

    private List<Segment> with(Segment written) {
        List<Segment> segments = durable.segments();
        if (!segments.isEmpty() && segments.get(segments.size() - 1).equals(written)) {
            return segments;
        }
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(written);
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
        return space.maxGroupBytes();
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
        return new GroupReader(fromOrdinal, () -> durable, recent);
    }

    @Override
    public void prune(long belowOrdinal) throws IOException {
        List<Segment> segments = durable.segments();
        while (segments.size() > 1 && segments.get(1).firstOrdinal() <= belowOrdinal) {
            files.giveUp(segments.get(0));
            segments = segments.subList(1, segments.size());
            durable = new Durable(durable.end(), List.copyOf(segments));
        }
        files.removeGivenUp();
        space.held(SegmentDirectory.bytes(finished()), current.isPresent());
        spare.replenish();
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
        try (lock) {
            try {
                markEnd();
            } finally {
                finishCurrent();
            }
        }
    }

    /** A last group without entries: proof, at the next start, that everything before it was durable. */
    private void markEnd() throws IOException {
        if (failure == null && current.isPresent()) {
            SegmentWriter writer = current.get().writer();
            buffer = GroupCodec.encode(durable.end(), List.of(), buffer);
            writer.write(buffer);
            writer.sync();
        }
    }
}
