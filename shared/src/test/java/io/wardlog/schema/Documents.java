package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.disclosure.Redactor;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages and stored events for tests. */
final class Documents {
    private static final String ENVELOPE = """
        {"envelopeVersion":"1.0.0","tenantId":"north","hospitalId":"st-mary","deviceId":"pump-7",
         "deviceType":"infusion_pump","eventId":"0199c2f0-5a00-7000-8000-000000000001",
         "eventTime":"2026-11-02T07:15:00.25Z","ingestionTime":"2026-11-02T07:15:00.312000Z",
         "sequenceNumber":1,
         "prevHash":"9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f",
         "source":{"agentId":"gw-a","epoch":"0199c2f0-5a00-7000-8000-0000000000a1","protocol":"mqtt","auth":"password"},
         "checksum":{"algorithm":"sha-256",
           "value":"00000000000000000000000000000000000000000000000000000000000000ff"}}
        """;

    private Documents() {}

    static ObjectNode json(String text) {
        return (ObjectNode) json(text.getBytes(StandardCharsets.UTF_8));
    }

    static JsonNode json(byte[] utf8) {
        return ((JsonReading.Value) StrictJson.read(utf8, JsonLimits.CANONICAL)).node();
    }

    /** The envelope of a message before its patient data are taken out. */
    static ObjectNode clearEvent(EventSchema schema, JsonNode message) {
        ObjectNode event = json(ENVELOPE);
        event.put("eventType", schema.eventType());
        event.put("eventVersion", schema.version());
        event.put("schemaRef", schema.schemaRef());
        event.put("criticality", schema.criticalityOf(message.path("payload")).name());
        for (String name :
                List.of("actor", "resource", "operation", "reason", "message", "correlationId", "performedBy")) {
            if (message.has(name)) {
                event.set(name, message.get(name).deepCopy());
            }
        }
        event.set("payload", message.get("payload").deepCopy());
        return event;
    }

    /** The stored event of a message. */
    static ObjectNode storedEvent(EventSchema schema, JsonNode message) {
        ObjectNode event = clearEvent(schema, message);
        new Redactor(() -> new byte[16]).redact(event, phiPlaces(schema, event));
        return event;
    }

    /** Where patient data stand in an event in the clear. */
    static List<String> phiPlaces(EventSchema schema, JsonNode event) {
        return schema.phi().stream()
                .flatMap(place -> place.find(event).stream())
                .toList();
    }
}
