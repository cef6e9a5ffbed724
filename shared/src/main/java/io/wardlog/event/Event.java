package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.Arrays;
import java.util.Optional;

/**
 * An event as it is stored: its canonical bytes, and a view of the fields that chains and indexes need (docs/formats.md
 * section 2). Reading proves that the bytes are canonical and that these fields have their form; the schema says the rest.
 */
public final class Event {
    private final byte[] bytes;
    private final int from;
    private final int to;
    private final EventValues values;
    private volatile ObjectNode tree;

    private Event(byte[] bytes, int from, int to, EventValues values, ObjectNode tree) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.values = values;
        this.tree = tree;
    }

    /** What {@link #read} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are an event. */
        record Value(Event event) implements Reading {}

        /** The bytes are none; {@code detail} quotes no value. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Reads stored bytes; the array is kept, not copied, and must not be changed afterwards. */
    public static Reading read(byte[] canonical) {
        return read(canonical, 0, canonical.length);
    }

    /** The same of the bytes between two offsets. */
    public static Reading read(byte[] bytes, int from, int to) {
        EventValues values = PlacedValues.find(bytes, from, to);
        return values != null
                ? new Reading.Value(new Event(bytes, from, to, values, null))
                : readTree(slice(bytes, from, to));
    }

    private static byte[] slice(byte[] bytes, int from, int to) {
        return to - from == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    }

    /** The way of every event that the quick one does not accept, which alone says what is wrong. */
    static Reading readTree(byte[] canonical) {
        JsonReading json = StrictJson.read(canonical, JsonLimits.CANONICAL);
        if (json instanceof JsonReading.Refused refused) {
            return new Reading.Refused(refused.code(), refused.detail());
        }
        JsonNode node = ((JsonReading.Value) json).node();
        if (!(node instanceof ObjectNode object)) {
            return new Reading.Refused(ErrorCode.EVENT_MALFORMED, "an event is a JSON object");
        }
        if (!Jcs.isWritten(object, canonical)) {
            return new Reading.Refused(ErrorCode.NOT_CANONICAL, "the bytes are not their RFC 8785 canonical form");
        }
        EventValues values = new TreeValues(object);
        EventField fault = EventField.firstFault(values);
        return fault == null
                ? new Reading.Value(new Event(canonical, 0, canonical.length, values, object))
                : new Reading.Refused(ErrorCode.EVENT_MALFORMED, fault.pointer() + " is missing or has a wrong form");
    }

    /** The stored bytes. The caller must not change them. */
    public byte[] canonical() {
        return slice(bytes, from, to);
    }

    /** The whole event, read when it is first asked for. The caller must not change it. */
    public ObjectNode tree() {
        ObjectNode read = tree;
        if (read == null) {
            JsonReading.Value value = (JsonReading.Value) StrictJson.read(canonical(), JsonLimits.CANONICAL);
            read = (ObjectNode) value.node();
            tree = read;
        }
        return read;
    }

    public String tenantId() {
        return values.text(EventField.TENANT_ID);
    }

    public String hospitalId() {
        return values.text(EventField.HOSPITAL_ID);
    }

    public String deviceId() {
        return values.text(EventField.DEVICE_ID);
    }

    /** The device type's wire name. */
    public String deviceType() {
        return values.text(EventField.DEVICE_TYPE);
    }

    public String eventId() {
        return values.text(EventField.EVENT_ID);
    }

    public String eventType() {
        return values.text(EventField.EVENT_TYPE);
    }

    public int eventVersion() {
        return (int) values.integer(EventField.EVENT_VERSION);
    }

    public String schemaRef() {
        return values.text(EventField.SCHEMA_REF);
    }

    /** The device's claim in UTC, as kept. */
    public String eventTime() {
        return values.text(EventField.EVENT_TIME);
    }

    /** The agent's clock, six digits. */
    public String ingestionTime() {
        return values.text(EventField.INGESTION_TIME);
    }

    public Criticality criticality() {
        return Criticality.valueOf(values.text(EventField.CRITICALITY));
    }

    /** The place in its chain, from 1. */
    public long sequenceNumber() {
        return values.integer(EventField.SEQUENCE_NUMBER);
    }

    /** The hash of the event before it in its chain, or the chain's genesis. */
    public Hash prevHash() {
        return values.hash(EventField.PREV_HASH);
    }

    public String agentId() {
        return values.text(EventField.AGENT_ID);
    }

    public String epoch() {
        return values.text(EventField.EPOCH);
    }

    /** The payload after selective disclosure. */
    public ObjectNode payload() {
        return (ObjectNode) tree().get("payload");
    }

    /** The checksum's algorithm name and hex value. */
    public PayloadChecksum checksum() {
        return new PayloadChecksum(values.text(EventField.CHECKSUM_ALGORITHM), values.text(EventField.CHECKSUM_VALUE));
    }

    /** Whether the payload has the checksum that the event names; false for an unknown algorithm. */
    public boolean hasItsChecksum() {
        return values.isText(EventField.CHECKSUM_ALGORITHM, TextForm.SHA_256)
                        && values.isText(EventField.CHECKSUM_VALUE, TextForm.HASH)
                ? Sha256.of(values.payload()).equals(values.hash(EventField.CHECKSUM_VALUE))
                : checksum().matches(values.payload());
    }

    /** A string field of {@code source}, if given. */
    public Optional<String> source(String name) {
        return Optional.ofNullable(tree().get("source").get(name)).map(JsonNode::asText);
    }
}
