package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A device message (docs/formats.md section 1) whose top level was checked: only known fields, each of its kind. What is
 * inside {@code payload}, {@code actor} and {@code resource} is the schema's business.
 */
public final class DeviceMessage {

    private static final Set<String> STRINGS = Set.of(
            "deviceId",
            "eventType",
            "eventTime",
            "eventId",
            "operation",
            "reason",
            "message",
            "correlationId",
            "performedBy");
    private static final Set<String> OBJECTS = Set.of("actor", "resource", "payload");
    private static final Set<String> INTEGERS = Set.of("eventVersion", "deviceSequence");

    private final ObjectNode tree;
    private final String eventTime;

    private DeviceMessage(ObjectNode tree, String eventTime) {
        this.tree = tree;
        this.eventTime = eventTime;
    }

    /** What {@link #read} made of a tree. */
    public sealed interface Reading {
        /** The top level is in order. */
        record Value(DeviceMessage message) implements Reading {}

        /** The message is refused; {@code detail} names the field and quotes no value. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Checks the top level of a message that {@code StrictJson} read; the tree is kept, not copied. */
    public static Reading read(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return new Reading.Refused(ErrorCode.INVALID_FIELD, "a device message is a JSON object");
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            Optional<Reading> refusal = checkField(names.next(), object);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        for (String required : new String[] {"eventTime", "payload"}) {
            if (!object.has(required)) {
                return new Reading.Refused(ErrorCode.MISSING_FIELD, "the field /" + required + " is missing");
            }
        }
        return EventTimes.normalise(object.get("eventTime").textValue())
                .<Reading>map(time -> new Reading.Value(new DeviceMessage(object, time)))
                .orElseGet(() -> new Reading.Refused(
                        ErrorCode.INVALID_TIME,
                        "/eventTime is not an RFC 3339 time with an offset, year 0001 to 9999"));
    }

    private static Optional<Reading> checkField(String name, ObjectNode object) {
        JsonNode value = object.get(name);
        String wanted;
        boolean fits;
        if (STRINGS.contains(name)) {
            wanted = "a string";
            fits = value.isTextual();
        } else if (OBJECTS.contains(name)) {
            wanted = "an object";
            fits = value.isObject();
        } else if (INTEGERS.contains(name)) {
            wanted = "a whole number, 0 or more";
            fits = value.isIntegralNumber() && value.longValue() >= 0;
        } else {
            return Optional.of(new Reading.Refused(
                    ErrorCode.UNKNOWN_FIELD, "the message has a top-level field that is not known"));
        }
        return fits
                ? Optional.empty()
                : Optional.of(new Reading.Refused(ErrorCode.INVALID_FIELD, "/" + name + " must be " + wanted));
    }

    /** The whole message as it came. The caller must not change it. */
    public ObjectNode tree() {
        return tree;
    }

    /** The device that the message names, if it names one. */
    public Optional<String> deviceId() {
        return text("deviceId");
    }

    /** The type that the message names, if it names one. */
    public Optional<String> eventType() {
        return text("eventType");
    }

    /** The version that the message names, if it names one that an int can hold. */
    public OptionalInt eventVersion() {
        JsonNode value = tree.get("eventVersion");
        return value == null
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.min(value.longValue(), Integer.MAX_VALUE));
    }

    /** The device's claim in UTC, in the form that an event keeps ({@link EventTimes#normalise}). */
    public String eventTime() {
        return eventTime;
    }

    /** The claim as the device wrote it. */
    public String eventTimeRaw() {
        return tree.get("eventTime").textValue();
    }

    /** The device's own id for this message, of whatever form. */
    public Optional<String> eventId() {
        return text("eventId");
    }

    /** The device's own counter. */
    public OptionalLong deviceSequence() {
        JsonNode value = tree.get("deviceSequence");
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    /** What happened. */
    public ObjectNode payload() {
        return (ObjectNode) tree.get("payload");
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(tree.get(name)).map(JsonNode::textValue);
    }
}
