package io.wardlog.event;

/** The fields of a stored event that every reader relies on, each with its form. */
enum EventField {
    ENVELOPE_VERSION(TextForm.ENVELOPE_VERSION, "envelopeVersion"),
    TENANT_ID(TextForm.TENANT_OR_HOSPITAL, "tenantId"),
    HOSPITAL_ID(TextForm.TENANT_OR_HOSPITAL, "hospitalId"),
    DEVICE_ID(TextForm.DEVICE, "deviceId"),
    DEVICE_TYPE(TextForm.DEVICE_TYPE, "deviceType"),
    EVENT_ID(TextForm.UUID_V7, "eventId"),
    EVENT_TYPE(TextForm.EVENT_TYPE, "eventType"),
    EVENT_VERSION(Integer.MAX_VALUE, "eventVersion"),
    SCHEMA_REF(TextForm.ANY, "schemaRef"),
    EVENT_TIME(TextForm.KEPT_TIME, "eventTime"),
    INGESTION_TIME(TextForm.MICROS, "ingestionTime"),
    CRITICALITY(TextForm.CRITICALITY, "criticality"),
    SEQUENCE_NUMBER(Long.MAX_VALUE, "sequenceNumber"),
    PREV_HASH(TextForm.HASH, "prevHash"),
    SOURCE("source"),
    CHECKSUM("checksum"),
    PAYLOAD("payload"),
    AGENT_ID(TextForm.DEVICE, "source", "agentId"),
    EPOCH(TextForm.UUID_V7, "source", "epoch"),
    PROTOCOL(TextForm.PROTOCOL, "source", "protocol"),
    CHECKSUM_ALGORITHM(TextForm.ANY, "checksum", "algorithm"),
    CHECKSUM_VALUE(TextForm.ANY, "checksum", "value");

    private static final EventField[] ALL = values();

    private final TextForm text;
    private final long most;
    private final String[] path;

    /** A text. */
    EventField(TextForm text, String... path) {
        this.text = text;
        this.most = 0;
        this.path = path;
    }

    /** A whole number from 1 on. */
    EventField(long most, String... path) {
        this.text = null;
        this.most = most;
        this.path = path;
    }

    /** An object. */
    EventField(String... path) {
        this(0, path);
    }

    /** The first field that is missing or has a wrong form; null when there is none. */
    static EventField firstFault(EventValues values) {
        for (EventField field : ALL) {
            if (!field.fits(values)) {
                return field;
            }
        }
        return null;
    }

    private boolean fits(EventValues values) {
        if (isText()) {
            return values.isText(this, text);
        }
        return isNumber() ? isWithin(values.integer(this)) : values.isObject(this);
    }

    boolean isText() {
        return text != null;
    }

    boolean isNumber() {
        return most > 0;
    }

    /** The form of a text. */
    TextForm text() {
        return text;
    }

    /** Whether it may be this number. */
    boolean isWithin(long number) {
        return number >= 1 && number <= most;
    }

    /** The names that lead to it. The caller does not change them. */
    String[] path() {
        return path;
    }

    /** As a JSON pointer. */
    String pointer() {
        return "/" + String.join("/", path);
    }
}
