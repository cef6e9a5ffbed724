package io.wardlog.edge.entry;

/** Journaled bytes that are whole (their checksum holds) and yet have not the layout of their kind. */
public final class EntryFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    EntryFormatException(String message) {
        super(message);
    }

    EntryFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
