package io.wardlog.event;

/** Where the values of a stored event's fields come from: its tree, or its bytes alone. Safe for any thread. */
interface EventValues {

    /** A text; null when the field is absent or holds none. */
    String text(EventField field);

    /** A whole number of at least 0 that a long can hold; −1 when the field is absent or holds none. */
    long integer(EventField field);

    /** Whether it is an object. */
    boolean isObject(EventField field);

    /** The canonical bytes of the payload, which is an object. */
    byte[] payload();
}
