package io.wardlog.edge.journal;

/**
 * The room in the journal. Room is not a guess about the disk: it is blocks that were allocated and zeroed ahead, within the
 * quota, so that what fits here cannot fail for want of disk space.
 *
 * <p>Threads: any. No call does I/O, except {@link #diskFreeBytes}. The room grows when files are pruned or the disk gets
 * free again; it shrinks only by an append, or when something else takes the disk.
 */
public interface JournalSpace {

    /** Whether a group of so many bytes (the sum of {@link JournalEntry#storedBytes}) can be appended now. */
    boolean hasRoomFor(long bytes, RoomFor what);

    /**
     * Bytes that can still be appended, those in files included that quota and disk leave room for and that are not made yet. At least
     * 0; what {@link #hasRoomFor} says now can be less, while the next file is being made.
     */
    long roomFor(RoomFor what);

    /** Bytes of disk that the journal holds, the room allocated ahead included. */
    long usedBytes();

    /** The most that the journal may hold, in bytes. */
    long quotaBytes();

    /** The most that it can hold: the quota, or what the disk leaves of it. In bytes, as of a second ago. */
    long capacityBytes();

    /** Bytes free on the journal's file system for this process; -1 when it cannot tell. */
    long diskFreeBytes();

    /** Which part of what the journal can hold is used up, from 0 to 1. */
    default double filled() {
        return Math.max(0, Math.min(1, 1 - (double) roomFor(RoomFor.CUSTODY) / Math.max(1, capacityBytes())));
    }
}
