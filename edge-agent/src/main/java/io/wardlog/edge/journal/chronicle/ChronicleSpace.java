package io.wardlog.edge.journal.chronicle;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The room in the file being written and in the spare one.
 *
 * <p>Threads: the writer sets, any thread asks. An answer on the writer thread is exact; elsewhere it may be an append old.
 */
final class ChronicleSpace implements JournalSpace {

    private final Path directory;
    private final JournalLimits limits;
    private final JournalDisk disk;
    private final BooleanSupplier spareReady;
    private volatile long current;
    private volatile long closedBytes;
    private volatile long currentBytes;
    private volatile boolean failed;

    ChronicleSpace(Path directory, JournalLimits limits, JournalDisk disk, BooleanSupplier spareReady) {
        this.directory = directory;
        this.limits = limits;
        this.disk = disk;
        this.spareReady = spareReady;
    }

    /** The largest group, in bytes of its entries. Chronicle lets one excerpt have a quarter of its block. */
    static long maxGroupBytes(JournalLimits limits) {
        return limits.segmentBytes() / 4 - GroupCodec.OVERHEAD - ChronicleSegment.FRAME;
    }

    @Override
    public boolean hasRoomFor(long bytes, boolean critical) {
        long framed = framed(bytes);
        if (failed || bytes > maxGroupBytes(limits) || !(fitsCurrent(bytes) || spareReady.getAsBoolean())) {
            return false;
        }
        long reserve = critical ? 0 : limits.criticalReserveBytes();
        long spare = spareReady.getAsBoolean() ? spareRoom() : 0;
        return fitsCurrent(bytes) ? current - framed + spare >= reserve : spare - framed >= reserve;
    }

    /** Whether the group fits into the file being written. */
    boolean fitsCurrent(long bytes) {
        return framed(bytes) <= current;
    }

    private static long framed(long bytes) {
        return bytes + GroupCodec.OVERHEAD + ChronicleSegment.FRAME;
    }

    private long spareRoom() {
        return limits.segmentBytes() - ChronicleSegment.HEAD_ROOM - ChronicleSegment.TAIL_ROOM;
    }

    /** Says how much room the file being written has left for groups, 0 when there is none. */
    void currentRoom(long bytes) {
        current = bytes;
    }

    /** Says that nothing can be appended any more. */
    void failed() {
        failed = true;
    }

    /** Says what the finished files hold, and whether one is being written. */
    void held(long finishedBytes, boolean writing) {
        closedBytes = finishedBytes;
        currentBytes = writing ? SpareSegment.bytesOf(limits.segmentBytes()) : 0;
    }

    /** What the segments hold, without the spare one. */
    long segmentBytes() {
        return closedBytes + currentBytes;
    }

    @Override
    public long usedBytes() {
        return segmentBytes() + (spareReady.getAsBoolean() ? SpareSegment.bytesOf(limits.segmentBytes()) : 0);
    }

    @Override
    public long quotaBytes() {
        return limits.quotaBytes();
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
