package io.wardlog.edge.journal;

/**
 * From where on the journal is kept: agreed between the one who prunes and the one who may go back to what was confirmed
 * already. Thread-safe.
 */
public final class Retention {

    private static final long NOTHING = Long.MAX_VALUE;

    private long keptFrom;
    private long heldFrom = NOTHING;

    /** @param firstOrdinal the first entry that is kept now */
    public Retention(long firstOrdinal) {
        this.keptFrom = firstOrdinal;
    }

    /** Nothing more is given up, until {@link #holdFrom}. Answers from where on everything is here. */
    public synchronized long hold() {
        heldFrom = keptFrom;
        return keptFrom;
    }

    /** Only what lies below this ordinal may be given up from now on. */
    public synchronized void holdFrom(long ordinal) {
        heldFrom = ordinal;
    }

    /** Everything may be given up. */
    public synchronized void release() {
        heldFrom = NOTHING;
    }

    /** From where on everything is here. */
    public synchronized long keptFrom() {
        return keptFrom;
    }

    /** Gives up what lies below, as far as it is not held; answers below which ordinal files may be removed now. */
    public synchronized long giveUpBelow(long ordinal) {
        keptFrom = Math.max(keptFrom, Math.min(ordinal, heldFrom));
        return keptFrom;
    }
}
