package io.wardlog.event;

import io.wardlog.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The fields of a stored event that every reader relies on, each with its form. */
enum EventField {
    ENVELOPE_VERSION(text("1.0.0"::equals), "envelopeVersion"),
    TENANT_ID(text(Identifiers::isTenantOrHospital), "tenantId"),
    HOSPITAL_ID(text(Identifiers::isTenantOrHospital), "hospitalId"),
    DEVICE_ID(text(Identifiers::isDevice), "deviceId"),
    DEVICE_TYPE(text(name -> DeviceType.fromWireName(name).isPresent()), "deviceType"),
    EVENT_ID(text(UuidV7::isUuidV7), "eventId"),
    EVENT_TYPE(text(Identifiers::isEventType), "eventType"),
    EVENT_VERSION(integer(Integer.MAX_VALUE), "eventVersion"),
    SCHEMA_REF(text(any -> true), "schemaRef"),
    EVENT_TIME(text(EventField::isKeptTime), "eventTime"),
    INGESTION_TIME(text(EventField::isMicros), "ingestionTime"),
    CRITICALITY(text(EventField::isCriticality), "criticality"),
    SEQUENCE_NUMBER(integer(Long.MAX_VALUE), "sequenceNumber"),
    PREV_HASH(text(Hash::isHex), "prevHash"),
    SOURCE(object(), "source"),
    CHECKSUM(object(), "checksum"),
    PAYLOAD(object(), "payload"),
    AGENT_ID(text(Identifiers::isDevice), "source", "agentId"),
    EPOCH(text(UuidV7::isUuidV7), "source", "epoch"),
    PROTOCOL(text(name -> SourceProtocol.fromWireName(name).isPresent()), "source", "protocol"),
    CHECKSUM_ALGORITHM(text(any -> true), "checksum", "algorithm"),
    CHECKSUM_VALUE(text(any -> true), "checksum", "value");

    private static final EventField[] ALL = values();
    private static final Set<String> CRITICALITIES =
            Arrays.stream(Criticality.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final BiPredicate<EventValues, EventField> form;
    private final String[] path;

    EventField(BiPredicate<EventValues, EventField> form, String... path) {
        this.form = form;
        this.path = path;
    }

    /** The first field that is missing or has a wrong form; null when there is none. */
    static EventField firstFault(EventValues values) {
        for (EventField field : ALL) {
            if (!field.form.test(values, field)) {
                return field;
            }
        }
        return null;
    }

    /** The names that lead to it. The caller does not change them. */
    String[] path() {
        return path;
    }

    /** As a JSON pointer. */
    String pointer() {
        return "/" + String.join("/", path);
    }

    private static BiPredicate<EventValues, EventField> text(Predicate<String> form) {
        return (values, field) -> {
            String text = values.text(field);
            return text != null && form.test(text);
        };
    }

    private static BiPredicate<EventValues, EventField> integer(long most) {
        return (values, field) -> values.integer(field) >= 1 && values.integer(field) <= most;
    }

    private static BiPredicate<EventValues, EventField> object() {
        return EventValues::isObject;
    }

    /** Most times have the plain form, which is told quickly. */
    private static boolean isKeptTime(String time) {
        byte[] bytes = time.getBytes(StandardCharsets.ISO_8859_1);
        return PlainTime.isPlain(bytes, 0, bytes.length)
                ? PlainTime.isKept(bytes, 0, bytes.length)
                : EventTimes.normalise(time).filter(time::equals).isPresent();
    }

    private static boolean isMicros(String time) {
        byte[] bytes = time.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length == PlainTime.MICROS_LENGTH && PlainTime.isPlain(bytes, 0, bytes.length)
                || EventTimes.readMicros(time).isPresent();
    }

    private static boolean isCriticality(String name) {
        return CRITICALITIES.contains(name);
    }
}
