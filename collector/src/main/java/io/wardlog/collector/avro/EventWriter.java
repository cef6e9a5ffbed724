package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** From what a schema holds back to a tree of JSON. Pure. */
final class EventWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private EventWriter() {}

    static JsonNode node(Object value, Schema schema) {
        switch (schema.getType()) {
            case RECORD:
                return object((GenericRecord) value, schema);
            case ARRAY:
                ArrayNode array = NODES.arrayNode();
                ((Iterable<?>) value).forEach(item -> array.add(node(item, schema.getElementType())));
                return array;
            case UNION:
                return node(value, AvroSchemas.present(schema));
            case STRING:
                return AvroSchemas.isJsonText(schema) ? parsed(value.toString()) : NODES.textNode(value.toString());
            case LONG:
                return NODES.numberNode((long) value);
            case DOUBLE:
                return NODES.numberNode((double) value);
            case BOOLEAN:
                return NODES.booleanNode((boolean) value);
            default:
                throw new IllegalArgumentException("no type of this package: " + schema.getType());
        }
    }

    private static ObjectNode object(GenericRecord record, Schema schema) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : schema.getFields()) {
            Object value = record.get(field.pos());
            if (value != null) {
                object.set(field.name(), node(value, field.schema()));
            }
        }
        return object;
    }

    private static JsonNode parsed(String json) {
        JsonReading reading = StrictJson.read(json.getBytes(StandardCharsets.UTF_8), JsonLimits.CANONICAL);
        if (reading instanceof JsonReading.Value value) {
            return value.node();
        }
        throw new IllegalArgumentException("a text that should be JSON is none");
    }
}
