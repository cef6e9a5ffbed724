package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.RoomFor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The room in the file being written and in the spare one.
 *
 * <p>Threads: the writer sets, any thread asks. An answer on the writer thread is exact; elsewhere it may be an append old.
 */
final class SegmentSpace implements JournalSpace {

    private final Path directory;
    private final JournalLimits limits;
    private final JournalDisk disk;
    private final SegmentKind kind;
    private final long maxGroupBytes;
    private final Ahead ahead;
    private volatile long current;
    private volatile long closedBytes;
    private volatile long currentBytes;
    private volatile boolean failed;

    /** The files that are made ahead of use. */
    interface Ahead {

        /** Whether one is ready. */
        boolean ready();

        /** Whether the next one can be made as soon as there is room: nothing but want of room has kept the last one from being made. */
        boolean canPrepare();

        /** Bytes that the disk had free a moment ago. */
        long freeBytes();
    }

    SegmentSpace(Path directory, JournalLimits limits, SegmentJournal.Parts parts, Ahead ahead) {
        this.directory = directory;
        this.limits = limits;
        this.disk = parts.disk();
        this.kind = parts.format().kind();
        this.maxGroupBytes = parts.format().blockBytes(limits.segmentBytes()) / 4
                - GroupCodec.OVERHEAD
                - kind.room().frame();
        this.ahead = ahead;
    }

    /** The largest group, in bytes of its entries. Chronicle lets one excerpt have a quarter of its block. */
    long maxGroupBytes() {
        return maxGroupBytes;
    }

    @Override
    public boolean hasRoomFor(long bytes, RoomFor what) {
        long framed = framed(bytes);
        boolean fits = fitsCurrent(bytes);
        if (failed || bytes > maxGroupBytes() || !(fits || ahead.ready())) {
            return false;
        }
        return (fits ? current : 0) + spare() - framed >= limits.kept(what) && roomFor(what) >= framed;
    }

    @Override
    public long roomFor(RoomFor what) {
        if (failed || what != RoomFor.CUSTODY && isForCustodyAlone()) {
            return 0;
        }
        long share = what == RoomFor.ORDINARY ? (long) (capacityBytes() * (1 - JournalLimits.ORDINARY_UP_TO)) : 0;
        return Math.max(0, current + spare() + further() - Math.max(share, limits.kept(what)));
    }

    /** One file beyond the quota may hold everything; what later starts put behind that must stay small. */
    private boolean isForCustodyAlone() {
        return usedBytes() > limits.quotaBytes() + SpareSegment.bytesOf(kind, limits);
    }

    @Override
    public double filled() {
        return isForCustodyAlone() ? 1 : JournalSpace.super.filled();
    }

    /** What the files hold that quota and disk leave room for, beside the spare one. */
    private long further() {
        long bytes = Math.min(limits.quotaBytes() - usedBytes(), ahead.freeBytes());
        return ahead.canPrepare() ? Math.max(0, bytes / SpareSegment.bytesOf(kind, limits)) * spareRoom() : 0;
    }

    private long spare() {
        return ahead.ready() ? spareRoom() : 0;
    }

    /** Whether the group fits into the file being written. */
    boolean fitsCurrent(long bytes) {
        return framed(bytes) <= current;
    }

    private long framed(long bytes) {
        return bytes + GroupCodec.OVERHEAD + kind.room().frame();
    }

    private long spareRoom() {
        return limits.segmentBytes() - kind.room().head() - kind.room().tail();
    }

    /** Says where the file being written ends so far. */
    void writtenTo(long end) {
        current = limits.segmentBytes() - kind.room().tail() - end;
    }

    /** Says that nothing can be appended any more. */
    void failed() {
        failed = true;
    }

    /** Says what the finished files hold, and whether one is being written. */
    void held(long finishedBytes, boolean writing) {
        closedBytes = finishedBytes;
        currentBytes = writing ? SpareSegment.bytesOf(kind, limits) : 0;
    }

    /** What the segments hold, without the spare one. */
    long segmentBytes() {
        return closedBytes + currentBytes;
    }

    @Override
    public long usedBytes() {
        return segmentBytes() + (ahead.ready() ? SpareSegment.bytesOf(kind, limits) : 0);
    }

    @Override
    public long quotaBytes() {
        return limits.quotaBytes();
    }

    @Override
    public long capacityBytes() {
        long free = Math.min(limits.quotaBytes(), ahead.freeBytes()); // no overflow when the disk does not tell
        return Math.min(limits.quotaBytes(), usedBytes() + free);
    }

    @Override
    public long diskFreeBytes() {
        try {
            return disk.freeBytes(directory);
        } catch (IOException unknown) {
            return -1;
        }
    }
}
