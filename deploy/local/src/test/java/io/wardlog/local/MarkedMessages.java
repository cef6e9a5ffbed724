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
import java.util.concurrent.ThreadLocalRandom;

/**
 * Messages of one device with markers in every place where a patient's data belong, and bad ones with a marker where nothing of the kind belongs.
 *
 * @param deviceId who sends them
 * @param marker 16 letters and digits that are nowhere else
 */
record MarkedMessages(String deviceId, String marker) {
    /** A date of birth cannot hold the marker; nobody here was born on this day. */
    static final String BIRTH_DATE = "1893-02-27";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One valid message of every type that the device may send. */
    List<Message> good() throws IOException {
        List<Message> messages = new ArrayList<>();
        for (String type : SchemaRegistry.builtIn().eventTypes()) {
            if (EventTypeRules.mayBeSentBy(DeviceType.INFUSION_PUMP, type)) {
                messages.add(good(type));
            }
        }
        return messages;
    }

    private Message good(String type) throws IOException {
        EventSchema schema = SchemaRegistry.builtIn().find(type, 1).orElseThrow();
        ObjectNode message = (ObjectNode) JSON.readTree(richest(type).json());
        String eventId = UuidV7.next(Instant.now(), ThreadLocalRandom.current()::nextLong);
        message.put("deviceId", deviceId).put("eventType", type).put("eventId", eventId);
        message.put("reason", marker + " reason").put("message", marker + " message");
        message.putObject("resource").put("type", "patient").put("id", marker);
        schema.phi().stream().flatMap(place -> place.find(message).stream()).forEach(pointer -> mark(message, pointer));
        if (!schema.check(message).isEmpty()) {
            throw new AssertionError(type + ": " + schema.check(message));
        }
        return new Message(deviceId, eventId, message.toString());
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
        } else if (value.isTextual() && !name.equals("sex")) {
            return JSON.getNodeFactory().textNode(marker);
        }
        return value;
    }

    /** Texts that no agent takes: no JSON, wrong in every place where a device might put a name by mistake. */
    List<String> bad() {
        String good = Message.heartbeat(deviceId).text();
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
