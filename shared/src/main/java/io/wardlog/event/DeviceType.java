package io.wardlog.event;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** The name in an envelope, for example {@code infusion_pump}. */
    public String wireName() {
        return wireName;
    }

    /** The type with this wire name. */
    public static Optional<DeviceType> fromWireName(String wireName) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(wireName))
                .findFirst();
    }
}
