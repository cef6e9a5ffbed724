package io.wardlog.collector.consume;

/** A check of one kind of record; total, pure, thread-safe. */
@FunctionalInterface
public interface RecordCheck<T> {

    /** The record in checked form, or why it is wrong. */
    Checked<T> check(StoredRecord stored);
}
