package io.wardlog.event;

import io.wardlog.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.util.function.BiPredicate;

/** The fields of a stored event that every reader relies on, each with its form. */
enum EventField {
    ENVELOPE_VERSION(text(Words.of("1.0.0")), "envelopeVersion"),
    TENANT_ID(text(Identifiers::isTenantOrHospital), "tenantId"),
    HOSPITAL_ID(text(Identifiers::isTenantOrHospital), "hospitalId"),
    DEVICE_ID(text(Identifiers::isDevice), "deviceId"),
    DEVICE_TYPE(text(Words.of(DeviceType.values(), DeviceType::wireName)), "deviceType"),
    EVENT_ID(text(UuidV7::isUuidV7), "eventId"),
    EVENT_TYPE(text(Identifiers::isEventType), "eventType"),
    EVENT_VERSION(integer(Integer.MAX_VALUE), "eventVersion"),
    SCHEMA_REF(text((utf8, from, to) -> true), "schemaRef"),
    EVENT_TIME(text(EventField::isKeptTime), "eventTime"),
    INGESTION_TIME(text(EventField::isMicros), "ingestionTime"),
    CRITICALITY(text(Words.of(Criticality.values(), Criticality::name)), "criticality"),
    SEQUENCE_NUMBER(integer(Long.MAX_VALUE), "sequenceNumber"),
    PREV_HASH(text(Hash::isHex), "prevHash"),
    SOURCE(object(), "source"),
    CHECKSUM(object(), "checksum"),
    PAYLOAD(object(), "payload"),
    AGENT_ID(text(Identifiers::isDevice), "source", "agentId"),
    EPOCH(text(UuidV7::isUuidV7), "source", "epoch"),
    PROTOCOL(text(Words.of(SourceProtocol.values(), SourceProtocol::wireName)), "source", "protocol"),
    CHECKSUM_ALGORITHM(text((utf8, from, to) -> true), "checksum", "algorithm"),
    CHECKSUM_VALUE(text((utf8, from, to) -> true), "checksum", "value");

    private static final EventField[] ALL = values();

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

    private static BiPredicate<EventValues, EventField> text(TextForm form) {
        return (values, field) -> values.isText(field, form);
    }

    private static BiPredicate<EventValues, EventField> integer(long most) {
        return (values, field) -> values.integer(field) >= 1 && values.integer(field) <= most;
    }

    private static BiPredicate<EventValues, EventField> object() {
        return EventValues::isObject;
    }

    /** Most times have the plain form, which is told quickly. */
    private static boolean isKeptTime(byte[] utf8, int from, int to) {
        if (PlainTime.isPlain(utf8, from, to)) {
            return PlainTime.isKept(utf8, from, to);
        }
        String time = new String(utf8, from, to - from, StandardCharsets.UTF_8);
        return EventTimes.normalise(time).filter(time::equals).isPresent();
    }

    private static boolean isMicros(byte[] utf8, int from, int to) {
        return to - from == PlainTime.MICROS_LENGTH && PlainTime.isPlain(utf8, from, to)
                || EventTimes.readMicros(new String(utf8, from, to - from, StandardCharsets.UTF_8))
                        .isPresent();
    }
}
