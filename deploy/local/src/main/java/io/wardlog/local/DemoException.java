package io.wardlog.local;

/** The demo cannot go on; the message is for the person in front of it. */
final class DemoException extends Exception {
    private static final long serialVersionUID = 1L;

    DemoException(String message) {
        super(message);
    }
}
