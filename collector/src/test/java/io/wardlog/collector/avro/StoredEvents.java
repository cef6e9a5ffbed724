package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.disclosure.Redactor;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schemas.Fixture;
import java.util.List;
import java.util.stream.Stream;

/** The valid fixtures as events that an agent would have stored: enveloped, and patient data replaced by digests. */
final class StoredEvents {

    /** An event and the schema that it is of. */
    record Stored(Fixture fixture, EventSchema schema, ObjectNode tree) {
        byte[] canonical() {
            return Jcs.write(tree);
        }

        @Override
        public String toString() {
            return fixture.toString();
        }
    }

    private StoredEvents() {}

    static Stream<Stored> all() {
        return Fixture.all().stream().filter(Fixture::valid).map(StoredEvents::stored);
    }

    private static Stored stored(Fixture fixture) {
        EventSchema schema = SchemaRegistry.builtIn()
                .find(fixture.eventType(), fixture.version())
                .orElseThrow();
        JsonNode message = read(fixture.json());
        ObjectNode event = (ObjectNode) read(new EventFixtures("emr-1").next(1).get(0));
        event.put("deviceType", "application");
        event.put("eventType", schema.eventType()).put("eventVersion", schema.version());
        event.put("schemaRef", schema.schemaRef());
        event.put("criticality", schema.criticalityOf(message.path("payload")).name());
        for (String name :
                List.of("actor", "resource", "operation", "reason", "message", "correlationId", "performedBy")) {
            if (message.has(name)) {
                event.set(name, message.get(name));
            }
        }
        event.set("payload", message.get("payload"));
        List<String> places = schema.phi().stream()
                .flatMap(place -> place.find(event).stream())
                .toList();
        new Redactor(() -> new byte[16]).redact(event, places);
        return new Stored(fixture, schema, event);
    }

    static JsonNode read(byte[] json) {
        return ((JsonReading.Value) StrictJson.read(json, JsonLimits.CANONICAL)).node();
    }
}
