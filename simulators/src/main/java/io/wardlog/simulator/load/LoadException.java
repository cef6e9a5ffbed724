package io.wardlog.simulator.load;

/** There is nothing to measure; the message is for the person at the command line. */
final class LoadException extends Exception {
    private static final long serialVersionUID = 1L;

    LoadException(String message) {
        super(message);
    }
}
