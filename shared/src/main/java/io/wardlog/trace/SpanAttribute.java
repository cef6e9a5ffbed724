package io.wardlog.trace;

/** All that a span may say of what it is about. None of it is patient data, and there is no way to say anything else. */
public enum SpanAttribute {
    /** {@code tenant/agent}. */
    AGENT("wardlog.agent"),
    /** The device that the event is about. */
    DEVICE_ID("wardlog.device.id"),
    /** The event's type. */
    EVENT_TYPE("wardlog.event.type"),
    /** The event's hash, 64 hexadecimal digits. */
    EVENT_HASH("wardlog.event.hash");

    private final String key;

    SpanAttribute(String key) {
        this.key = key;
    }

    /** The name in OpenTelemetry. */
    public String key() {
        return key;
    }
}
