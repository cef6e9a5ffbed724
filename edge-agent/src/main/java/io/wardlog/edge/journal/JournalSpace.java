package io.wardlog.edge.journal;

/**
 * The room in the journal. Room is not a guess about the disk: it is blocks that were allocated and zeroed ahead, within the
 * quota, so that what fits here cannot fail for want of disk space.
 *
 * <p>Threads: any. No call does I/O, except {@link #diskFreeBytes}. The room grows when files are pruned or the disk gets
 * free again; it shrinks only by an append.
 */
public interface JournalSpace {

    /**
     * Whether a group of so many bytes (the sum of {@link JournalEntry#storedBytes}) can be appended now.
     *
     * @param critical true for {@code CRITICAL} events and the agent's own records, which may use the reserve; for all
     *     others there is room only as long as the whole reserve stays free
     */
    boolean hasRoomFor(long bytes, boolean critical);

    /** Bytes of disk that the journal holds, the room allocated ahead included. */
    long usedBytes();

    /** The most that the journal may hold, in bytes. */
    long quotaBytes();

    /** Bytes free on the journal's file system for this process; -1 when it cannot tell. */
    long diskFreeBytes();
}
