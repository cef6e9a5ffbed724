package io.wardlog.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The way by which an event came in; the wire form is the lower-case name. */
public enum SourceProtocol {
    MQTT,
    TCP,
    HTTP,
    FILE,
    MLLP,
    AGENT,
    COLLECTOR;

    /** The name in an envelope's {@code source.protocol}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The protocol with this wire name. */
    public static Optional<SourceProtocol> fromWireName(String wireName) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.wireName().equals(wireName))
                .findFirst();
    }
}
