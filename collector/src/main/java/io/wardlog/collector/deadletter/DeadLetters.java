package io.wardlog.collector.deadletter;

import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.error.ErrorCode;

/** Keeps records that a role cannot use. Safe for use by several threads. */
public interface DeadLetters {

    /**
     * Keeps the record with its key and value, where it came from, which role refused it and why. When this returns the
     * letter is durable, so that the caller may move on behind the record. A record that is read again is kept again:
     * origin topic, partition and offset tell the copies from others.
     *
     * @param detail for the operator, without patient data
     * @throws RuntimeException when it could not be kept; the caller must not move on
     */
    void send(StoredRecord stored, String role, ErrorCode code, String detail);
}
