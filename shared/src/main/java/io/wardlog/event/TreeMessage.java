package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A device message that was read as a tree and whose top level was checked: only known fields, each of its kind. What is
 * inside {@code payload}, {@code actor} and {@code resource} is the schema's business.
 */
public final class TreeMessage implements DeviceMessage {

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

    private TreeMessage(ObjectNode tree, String eventTime) {
        this.tree = tree;
        this.eventTime = eventTime;
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
                .<Reading>map(time -> new Reading.Value(new TreeMessage(object, time)))
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

    @Override
    public Optional<String> deviceId() {
        return text("deviceId");
    }

    @Override
    public Optional<String> eventType() {
        return text("eventType");
    }

    @Override
    public OptionalInt eventVersion() {
        JsonNode value = tree.get("eventVersion");
        return value == null
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.min(value.longValue(), Integer.MAX_VALUE));
    }

    @Override
    public String eventTime() {
        return eventTime;
    }

    @Override
    public String eventTimeRaw() {
        return tree.get("eventTime").textValue();
    }

    @Override
    public Optional<String> eventId() {
        return text("eventId");
    }

    @Override
    public OptionalLong deviceSequence() {
        JsonNode value = tree.get("deviceSequence");
        return value == null ? OptionalLong.empty() : OptionalLong.of(value.longValue());
    }

    @Override
    public Instant claimedInstant() {
        return EventTimes.read(eventTimeRaw())
                .orElseThrow(() -> new IllegalStateException("a checked message has a readable time"));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(tree.get(name)).map(JsonNode::textValue);
    }
}
