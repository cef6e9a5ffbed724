package io.wardlog.collector.consume;

import io.wardlog.error.ErrorCode;

/** What a check made of a record. */
public sealed interface Checked<T> {

    /** It holds what it should. */
    record Sound<T>(T value) implements Checked<T> {}

    /** It does not: a dead letter. {@code detail} quotes nothing of the content. */
    record Wrong<T>(ErrorCode code, String detail) implements Checked<T> {}
}
