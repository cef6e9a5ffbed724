package io.wardlog.edge.writer;

/** How far a task may go into what memory and disk have left. */
public enum Lane {
    /** Ordinary events: refused first. */
    NORMAL,
    /** {@code CRITICAL} events: may use the reserve. */
    CRITICAL,
    /** The agent's own records, batches and receipts: few by nature; refused only when the disk reserve is used up. */
    OWN;

    /** Whether this lane may use the journal's reserve. */
    boolean mayUseReserve() {
        return this != NORMAL;
    }
}
