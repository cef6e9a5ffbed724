package io.wardlog.edge.writer;

/** Told what the writer did; for metrics. Called on the writer thread; must be quick and must not throw. */
public interface WriterObserver {

    /** A group is durable: so many entries and events, so many bytes, so long for append and sync. */
    void groupSynced(int entries, int events, long bytes, long nanos);

    /** Everything below this ordinal is durable. */
    void durableBelow(long ordinal);
}
