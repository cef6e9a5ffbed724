package io.wardlog.event;

import java.util.Locale;

/** How the identity on the line was shown; the wire form is the lower-case name. */
public enum AuthMethod {
    MTLS,
    PASSWORD,
    ADDRESS,
    INTERNAL;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in an envelope's {@code source.auth}. */
    public String wireName() {
        return wireName;
    }
}
