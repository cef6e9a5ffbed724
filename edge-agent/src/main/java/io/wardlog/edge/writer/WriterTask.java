package io.wardlog.edge.writer;

/**
 * Something to write. All methods but {@link #lane} and {@link #bytes} run on the writer thread; exactly one of {@link
 * #durable} and {@link #refused} follows a submission that was taken, unless the journal fails or the writer is stopped
 * by force, after which neither comes.
 */
public interface WriterTask {

    /** How far it may go into the reserves. */
    Lane lane();

    /** At most how many bytes its entries take in the journal; what it keeps of memory while it waits is taken as much. */
    int bytes();

    /** Adds its entries to the group. */
    void write(Group group);

    /** The group was synced. Must be quick. */
    void durable();

    /** The disk has no room; nothing was written. Must be quick. */
    void refused();
}
