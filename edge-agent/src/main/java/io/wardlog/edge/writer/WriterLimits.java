package io.wardlog.edge.writer;

/**
 * How much the writer holds.
 *
 * @param groupBytes the most that one group takes to disk
 * @param normalBytes what may wait in memory before ordinary events are refused
 * @param criticalBytes what may wait before {@code CRITICAL} events are refused, too; at least {@code normalBytes}
 */
public record WriterLimits(int groupBytes, long normalBytes, long criticalBytes) {

    /** One group of at most 1 MiB; 16 MiB waiting, 24 with critical events. */
    public static final WriterLimits DEFAULT = new WriterLimits(1 << 20, 16L << 20, 24L << 20);

    boolean admits(long waiting, Lane lane) {
        switch (lane) {
            case NORMAL:
                return waiting < normalBytes;
            case CRITICAL:
                return waiting < criticalBytes;
            default:
                return true;
        }
    }
}
