package io.wardlog.edge.journal;

import java.io.IOException;

/** A reader met entries that cannot be read back. */
public final class CorruptJournalException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Corruption corruption;

    public CorruptJournalException(Corruption corruption) {
        super("journal corrupt at " + corruption.place() + ", entries " + corruption.firstOrdinal() + " to "
                + corruption.lastOrdinal() + ": " + corruption.reason());
        this.corruption = corruption;
    }

    /** Where, which entries, and why. */
    public Corruption corruption() {
        return corruption;
    }
}
