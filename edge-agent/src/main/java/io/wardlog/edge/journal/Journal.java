package io.wardlog.edge.journal;

import java.io.IOException;
import java.util.List;

/**
 * The agent's append-only journal.
 *
 * <p>Every entry has an <em>ordinal</em>: 0, 1, 2, … without a hole over the whole life of the journal, over restarts too.
 * Entries are appended in groups; a group is there as a whole or not at all.
 *
 * <p><strong>Durable</strong> means: written, and a real sync to the disk (fdatasync) returned without an error. What
 * {@link #append} returned for is durable and is read back after a crash of the process or of the machine; what it threw
 * for must never be acknowledged.
 *
 * <p>Threads: {@link #append} and {@link #prune} belong to one writer thread; {@link #nextOrdinal}, {@link #read},
 * {@link #space} and {@link #recovery} may be called from any thread.
 */
public interface Journal extends AutoCloseable {

    /**
     * Appends one group and syncs it: when this returns, every entry of it is durable.
     *
     * <p>Ask {@link JournalSpace#hasRoomFor} on the writer thread first; only an append takes room, so that the answer holds
     * until the next one. The writer thread must not be interrupted: an interrupted sync is a failed one.
     *
     * @param group the entries in order, at least one; at most {@link #maxGroupBytes} in sum of
     *     {@link JournalEntry#storedBytes}
     * @return the ordinal of the group's first entry; the others follow it
     * @throws IOException when the group could not be written or synced. <strong>Fatal</strong>: nothing of the group may be
     *     acknowledged, the journal has failed, each later append throws, too, and only a restart finds out what is there
     * @throws IllegalStateException when there is no room for the group; nothing was written and the journal goes on
     * @throws IllegalArgumentException when the group is empty or too large; nothing was written and the journal goes on
     */
    long append(List<JournalEntry> group) throws IOException;

    /** The ordinal that the next appended entry will get; everything below it is durable. */
    long nextOrdinal();

    /** The largest group that {@link #append} takes, in bytes of {@link JournalEntry#storedBytes}. */
    long maxGroupBytes();

    /**
     * A reader of the durable entries from {@code fromOrdinal} on.
     *
     * @param fromOrdinal at least the first ordinal still kept, at most {@link #nextOrdinal}
     * @throws IllegalArgumentException when the ordinal was pruned or is not there yet
     */
    JournalReader read(long fromOrdinal);

    /**
     * Removes the files whose entries all lie below {@code belowOrdinal}; durable on return. The file being written always
     * stays. Readers must have passed the ordinal.
     *
     * @throws IOException when a file could not be removed; those that are left are found again at the next start
     */
    void prune(long belowOrdinal) throws IOException;

    /** The room that is left; one object for the life of the journal. */
    JournalSpace space();

    /** What opening the journal found; never changes. */
    Recovery recovery();

    /** Lets go of the files. Everything appended is durable already. */
    @Override
    void close() throws IOException;
}
