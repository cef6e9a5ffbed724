package io.wardlog.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The way by which an event came in; the wire form is the lower-case name. */
public enum SourceProtocol {
    MQTT,
    TCP,
    HTTP,
    FILE,
    MLLP,
    AGENT,
    COLLECTOR;

    private static final Map<String, SourceProtocol> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(SourceProtocol::wireName, Function.identity()));

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in an envelope's {@code source.protocol}. */
    public String wireName() {
        return wireName;
    }

    /** The protocol with this wire name. */
    public static Optional<SourceProtocol> fromWireName(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }
}
