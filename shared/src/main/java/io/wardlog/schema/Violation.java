package io.wardlog.schema;

import io.wardlog.error.ErrorCode;

/**
 * One way in which a document breaks its schema. No field ever holds a value or a property name of the checked document,
 * only names and limits that the schema itself gives: a violation may be logged, counted and sent to a device.
 *
 * @param code {@link ErrorCode#SCHEMA_VIOLATION}, or {@link ErrorCode#PHI_IN_CLEAR} for a marked value that stands in the
 *     clear in a stored event
 * @param pointer RFC 6901 pointer, from the root of the message or envelope, of the place that is wrong; for a missing or
 *     an unknown property the place of the object
 * @param keyword the JSON Schema keyword that failed, for example {@code required}
 * @param message one English sentence fragment that completes "the place …", for example {@code must be at least 0}
 */
public record Violation(ErrorCode code, String pointer, String keyword, String message) {

    /** The violation as one line for a log or an answer: pointer, then message. */
    @Override
    public String toString() {
        return (pointer.isEmpty() ? "the message" : pointer) + " " + message;
    }
}
