package io.wardlog.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What kind of thing speaks; the wire form is the lower-case name. */
public enum DeviceType {
    INFUSION_PUMP,
    PATIENT_MONITOR,
    VENTILATOR,
    SMART_BED,
    GATEWAY,
    COLLECTOR,
    APPLICATION,
    OTHER;

    private static final Map<String, DeviceType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(DeviceType::wireName, Function.identity()));

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in an envelope, for example {@code infusion_pump}. */
    public String wireName() {
        return wireName;
    }

    /** The type with this wire name. */
    public static Optional<DeviceType> fromWireName(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }
}
