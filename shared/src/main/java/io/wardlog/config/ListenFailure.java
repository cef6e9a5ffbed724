package io.wardlog.config;

import java.io.IOException;

/** An address cannot be listened on. The message says which, why, and what to change. */
public final class ListenFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** For the address that the configuration's {@code key} names. */
    public ListenFailure(String key, HostPort address, Throwable cause) {
        super(
                "cannot listen on " + address + ": " + cause.getMessage() + ". Stop whoever listens there, or change "
                        + key + ".",
                cause);
    }
}
