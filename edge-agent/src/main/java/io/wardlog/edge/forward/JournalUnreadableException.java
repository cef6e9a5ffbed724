package io.wardlog.edge.forward;

import java.io.IOException;

/** The journal could not be read inside a callback; the forwarder's thread ends with its cause. */
final class JournalUnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JournalUnreadableException(IOException cause) {
        super(cause);
    }
}
