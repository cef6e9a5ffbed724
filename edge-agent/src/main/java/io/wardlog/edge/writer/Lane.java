package io.wardlog.edge.writer;

import io.wardlog.edge.journal.RoomFor;

/** How far a task may go into what memory and disk have left. */
public enum Lane {
    /** Ordinary events: refused first. */
    NORMAL(RoomFor.ORDINARY),
    /** {@code CRITICAL} events: may use the reserve. */
    CRITICAL(RoomFor.CRITICAL),
    /** The agent's own records, and receipts: few by nature; refused only when nearly nothing is left on the disk. */
    OWN(RoomFor.OWN),
    /** The beginning of an epoch, and batches of events: for these there is always something left. */
    CUSTODY(RoomFor.CUSTODY);

    private final RoomFor room;

    Lane(RoomFor room) {
        this.room = room;
    }

    /** What it asks the journal for. */
    RoomFor room() {
        return room;
    }
}
