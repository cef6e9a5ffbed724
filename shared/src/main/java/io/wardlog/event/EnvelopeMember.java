package io.wardlog.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The members of an event (docs/formats.md section 2) in the order of their canonical form, RFC 8785. */
public enum EnvelopeMember {
    ACTOR("actor"),
    CHECKSUM("checksum"),
    CORRELATION_ID("correlationId"),
    CRITICALITY("criticality"),
    DEVICE_ID("deviceId"),
    DEVICE_TYPE("deviceType"),
    ENVELOPE_VERSION("envelopeVersion"),
    EVENT_ID("eventId"),
    EVENT_TIME("eventTime"),
    EVENT_TYPE("eventType"),
    EVENT_VERSION("eventVersion"),
    HOSPITAL_ID("hospitalId"),
    INGESTION_TIME("ingestionTime"),
    MESSAGE("message"),
    OPERATION("operation"),
    PAYLOAD("payload"),
    PERFORMED_BY("performedBy"),
    PREV_HASH("prevHash"),
    REASON("reason"),
    RESOURCE("resource"),
    SCHEMA_REF("schemaRef"),
    SEQUENCE_NUMBER("sequenceNumber"),
    SOURCE("source"),
    TENANT_ID("tenantId");

    /** What an event takes over from a device message as it stands, but for marked values. */
    public static final Set<EnvelopeMember> TAKEN_OVER = Collections.unmodifiableSet(
            EnumSet.of(ACTOR, CORRELATION_ID, MESSAGE, OPERATION, PAYLOAD, PERFORMED_BY, REASON, RESOURCE));

    private static final Map<String, EnvelopeMember> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(EnvelopeMember::wireName, Function.identity()));

    private final String wireName;

    EnvelopeMember(String wireName) {
        this.wireName = wireName;
    }

    /** The member's name in JSON. */
    public String wireName() {
        return wireName;
    }

    /**
     * The member of this name.
     *
     * @throws IllegalArgumentException when an event has none
     */
    public static EnvelopeMember of(String wireName) {
        EnvelopeMember member = BY_NAME.get(wireName);
        if (member == null) {
            throw new IllegalArgumentException("an event has no such member");
        }
        return member;
    }
}
