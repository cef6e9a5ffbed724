package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.DeviceType;
import io.wardlog.event.UuidV7;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.EventTypeRules;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schemas.Fixture;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Messages of one identity with markers in every place where a patient's data belong, and bad ones with a marker where nothing of the kind belongs.
 *
 * @param device who sends them: a device, or a hospital application
 * @param marker 16 letters and digits that are nowhere else
 */
record MarkedMessages(DemoDevice device, String marker) {
    /** A date of birth cannot hold the marker; nobody here was born on this day. */
    static final String BIRTH_DATE = "1893-02-27";

    /** A document's digest cannot hold the marker either; no document has this one. */
    static final String CONTENT_SHA256 = "9c41d7e05b8a36f2c1097be4ad5538f06e2b94c7d1f8a3050bd6e97f42c8135a";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One valid message of every type that this identity may send. */
    List<Message> good() throws IOException {
        List<Message> messages = new ArrayList<>();
        for (String type : types()) {
            messages.add(good(type));
        }
        return messages;
    }

    /** Every type that this identity may send; what the platform alone writes nobody may. */
    Set<String> types() {
        DeviceType sender = DeviceType.fromWireName(device.type()).orElseThrow();
        return SchemaRegistry.builtIn().eventTypes().stream()
                .filter(type -> EventTypeRules.mayBeSentBy(sender, type))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A valid message of this type. */
    Message good(String type) throws IOException {
        EventSchema schema = SchemaRegistry.builtIn().find(type, 1).orElseThrow();
        ObjectNode message = (ObjectNode) JSON.readTree(richest(type).json());
        String eventId = UuidV7.next(Instant.now(), ThreadLocalRandom.current()::nextLong);
        message.put("deviceId", device.id()).put("eventType", type).put("eventId", eventId);
        message.put("reason", marker + " reason").put("message", marker + " message");
        message.putObject("resource").put("type", "Patient").put("id", marker);
        schema.phi().stream().flatMap(place -> place.find(message).stream()).forEach(pointer -> mark(message, pointer));
        if (!schema.check(message).isEmpty()) {
            throw new AssertionError(type + ": " + schema.check(message));
        }
        return new Message(device.id(), eventId, message.toString());
    }

    /** The longest example: it has the most optional fields. */
    private static Fixture richest(String type) {
        return Fixture.valid(type).stream()
                .filter(fixture -> fixture.version() == 1)
                .max((one, other) -> Integer.compare(one.json().length, other.json().length))
                .orElseThrow();
    }

    private void mark(ObjectNode message, String pointer) {
        int last = pointer.lastIndexOf('/');
        JsonNode parent = message.at(pointer.substring(0, last));
        String name = pointer.substring(last + 1);
        if (parent instanceof ArrayNode array) {
            array.set(Integer.parseInt(name), marked(name, array.get(Integer.parseInt(name))));
        } else {
            ((ObjectNode) parent).set(name, marked(name, parent.get(name)));
        }
    }

    private JsonNode marked(String name, JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(field -> object.set(field, marked(field, object.get(field))));
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, marked(name, array.get(i)));
            }
        } else if (name.equals("birthDate")) {
            return JSON.getNodeFactory().textNode(BIRTH_DATE);
        } else if (name.equals("contentSha256")) {
            return JSON.getNodeFactory().textNode(CONTENT_SHA256);
        } else if (value.isTextual() && !name.equals("sex")) {
            return JSON.getNodeFactory().textNode(marker);
        }
        return value;
    }

    /** Texts that no agent takes: no JSON, wrong in every place where a device might put a name by mistake. */
    List<String> bad() {
        String good = Message.heartbeat(device.id()).text();
        String lower = marker.toLowerCase(java.util.Locale.ROOT);
        return List.of(
                marker,
                "{\"" + marker,
                good.replace("\"ok\"", "\"ok\" " + marker),
                good.replace("\"ok\"", "\"" + marker + "\""),
                good.replace("\"ok\"", "\"ok\",\"" + marker + "\":1"),
                good.replace("\"ok\"", "\"ok\",\"" + marker + "\":1,\"" + marker + "\":2"),
                good.replace("\"ok\"", "\"\\ud83d" + marker + "\""),
                good.replace("\"ok\"", "{\"" + marker + "\":" + "[".repeat(500) + "]".repeat(500) + "}"),
                good.replace("\"payload\":", "\"" + marker + "\":1,\"payload\":"),
                good.replace("\"payload\":", "\"message\":\"" + marker.repeat(100) + "\",\"payload\":"),
                good.replace("\"payload\":", "\"message\":{\"" + marker + "\":\"" + marker + "\"},\"payload\":"),
                good.replace("\"payload\":", "\"actor\":{\"type\":\"patient\",\"id\":\"" + marker + "\"},\"payload\":"),
                good.replace("\"payload\":", "\"deviceSequence\":1e99,\"reason\":\"" + marker + "\",\"payload\":"),
                good.replace("\"payload\":{\"status\":\"ok\"}", "\"payload\":\"" + marker + "\""),
                good.replace("device.heartbeat", "patient." + lower),
                good.replace("device.heartbeat", marker),
                good.replaceFirst("\"eventTime\":\"[^\"]+\"", "\"eventTime\":\"" + marker + "\""),
                good.replaceFirst("\"eventId\":\"[^\"]+\"", "\"eventId\":\"" + marker + " " + marker + "\""),
                good.replaceFirst("\"deviceId\":\"[^\"]+\"", "\"deviceId\":\"" + marker + "\""));
    }
}
