package io.wardlog.edge.journal;

import java.io.IOException;

/**
 * A forward reader of durable entries.
 *
 * <p>It never shows an entry that is not durable. At the durable end {@link #next} returns false; it may be asked again
 * after later appends and then goes on. Every group's CRC is checked before its first entry is shown.
 *
 * <p>Threads: confined to one thread at a time; several readers may exist beside each other and beside the writer.
 */
public interface JournalReader extends AutoCloseable {

    /**
     * Moves to the next entry.
     *
     * @return false at the durable end
     * @throws CorruptJournalException when the next entry cannot be read back; a new reader from
     *     {@code corruption().lastOrdinal() + 1} goes on behind the damage
     * @throws IOException when the file cannot be read
     */
    boolean next() throws IOException;

    /** The ordinal of the current entry; only after {@link #next} returned true. */
    long ordinal();

    /** The current entry; only after {@link #next} returned true. */
    JournalEntry entry();

    @Override
    void close() throws IOException;
}
