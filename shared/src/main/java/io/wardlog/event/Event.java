package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.Optional;

/**
 * An event as it is stored: its canonical bytes, and a view of the fields that chains and indexes need (docs/formats.md
 * section 2). Reading proves that the bytes are canonical and that these fields have their form; the schema says the rest.
 */
public final class Event {

    private final byte[] canonical;
    private final ObjectNode tree;

    private Event(byte[] canonical, ObjectNode tree) {
        this.canonical = canonical;
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
        return EventFields.firstFault(object)
                .<Reading>map(fault -> new Reading.Refused(ErrorCode.EVENT_MALFORMED, fault))
                .orElseGet(() -> new Reading.Value(new Event(canonical, object)));
    }

    /** The stored bytes. The caller must not change them. */
    public byte[] canonical() {
        return canonical;
    }

    /** The whole event. The caller must not change it. */
    public ObjectNode tree() {
        return tree;
    }

    public String tenantId() {
        return text("tenantId");
    }

    public String hospitalId() {
        return text("hospitalId");
    }

    public String deviceId() {
        return text("deviceId");
    }

    /** The device type's wire name. */
    public String deviceType() {
        return text("deviceType");
    }

    public String eventId() {
        return text("eventId");
    }

    public String eventType() {
        return text("eventType");
    }

    public int eventVersion() {
        return tree.get("eventVersion").intValue();
    }

    public String schemaRef() {
        return text("schemaRef");
    }

    /** The device's claim in UTC, as kept. */
    public String eventTime() {
        return text("eventTime");
    }

    /** The agent's clock, six digits. */
    public String ingestionTime() {
        return text("ingestionTime");
    }

    public Criticality criticality() {
        return Criticality.valueOf(text("criticality"));
    }

    /** The place in its chain, from 1. */
    public long sequenceNumber() {
        return tree.get("sequenceNumber").longValue();
    }

    /** The hash of the event before it in its chain, or the chain's genesis. */
    public Hash prevHash() {
        return Hash.fromHex(text("prevHash"));
    }

    public String agentId() {
        return tree.get("source").get("agentId").textValue();
    }

    public String epoch() {
        return tree.get("source").get("epoch").textValue();
    }

    /** The payload after selective disclosure. */
    public ObjectNode payload() {
        return (ObjectNode) tree.get("payload");
    }

    /** The checksum's algorithm name and hex value. */
    public PayloadChecksum checksum() {
        JsonNode checksum = tree.get("checksum");
        return new PayloadChecksum(
                checksum.get("algorithm").textValue(), checksum.get("value").textValue());
    }

    /** A string field of {@code source}, if given. */
    public Optional<String> source(String name) {
        return Optional.ofNullable(tree.get("source").get(name)).map(JsonNode::asText);
    }

    private String text(String name) {
        return tree.get(name).textValue();
    }
}
