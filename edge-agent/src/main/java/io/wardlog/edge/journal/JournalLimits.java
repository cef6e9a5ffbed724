package io.wardlog.edge.journal;

/**
 * How much disk a journal takes.
 *
 * @param segmentBytes size of one file, allocated as a whole ahead of use; a multiple of 64 KiB, at least 256 KiB. A group
 *     can have about a quarter of it
 * @param quotaBytes the most that the journal may hold, but for what {@linkplain #AT_STARTS starts} need; at least three segments
 * @param criticalReserveBytes room that only {@code CRITICAL} events and the agent's own records may use, beside the last {@link #ORDINARY_UP_TO
 *     twentieth} of what the journal can hold; at most half a segment, so that a fresh segment always has room for both
 */
public record JournalLimits(long segmentBytes, long quotaBytes, long criticalReserveBytes) {

    /** Up to this part of what the journal can hold ordinary events come in; the rest is for {@code CRITICAL} ones and the agent's own records. */
    public static final double ORDINARY_UP_TO = 0.95;

    /**
     * By so many segments the starts of a full journal may go beyond the quota, each by the file that it begins. The first of them holds what any other
     * does. While there is more than that, only custody's word has room, so that what each of many later starts leaves is small.
     */
    public static final int AT_STARTS = 3;

    /** What critical events leave for what the agent says of itself. */
    private static final long OWN_RESERVE = 256 << 10;

    /** What that leaves: for an epoch that has to begin, and the batches that bring its word to the collector, many times over. */
    private static final long CUSTODY_RESERVE = 64 << 10;

    private static final long ALIGNMENT = 64 << 10;
    private static final long SMALLEST = 256 << 10;
    private static final long LARGEST = 1 << 30;

    /** 64 MiB files, 8 GiB in all, 16 MiB of them for what is critical. */
    public static final JournalLimits DEFAULT = new JournalLimits(64L << 20, 8L << 30, 16L << 20);

    public JournalLimits {
        require(
                segmentBytes >= SMALLEST && segmentBytes <= LARGEST && segmentBytes % ALIGNMENT == 0,
                "segment must be a multiple of 64 KiB, from 256 KiB to 1 GiB: " + segmentBytes);
        require(quotaBytes >= 3 * segmentBytes, "quota must hold at least three segments: " + quotaBytes);
        require(
                criticalReserveBytes >= 0 && criticalReserveBytes <= segmentBytes / 2,
                "critical reserve must be at most half a segment: " + criticalReserveBytes);
    }

    /** How many bytes of the files that are made already stay free when something is appended for {@code what}. */
    public long kept(RoomFor what) {
        switch (what) {
            case ORDINARY:
                return Math.max(criticalReserveBytes, kept(RoomFor.CRITICAL));
            case CRITICAL:
                return Math.min(OWN_RESERVE, segmentBytes / 8);
            case OWN:
                return Math.min(CUSTODY_RESERVE, segmentBytes / 16);
            default:
                return 0;
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
