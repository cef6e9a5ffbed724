package io.wardlog.event;

import io.wardlog.hash.Hash;
import java.nio.ByteBuffer;

/** Where the values of a stored event's fields come from: its tree, or its bytes alone. Safe for any thread. */
interface EventValues {

    /** Whether it is a text of this form. */
    boolean isText(EventField field, TextForm form);

    /** A text; null when the field is absent or holds none. */
    String text(EventField field);

    /** A whole number of at least 0 that a long can hold; −1 when the field is absent or holds none. */
    long integer(EventField field);

    /** Whether it is an object. */
    boolean isObject(EventField field);

    /** A text of 64 lower-case hex digits as a digest. */
    Hash hash(EventField field);

    /** The canonical bytes of the payload, which is an object. */
    ByteBuffer payload();
}
