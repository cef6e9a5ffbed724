package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/**
 * Stored events as Avro records, and back. An event that fits its schema comes back as the very bytes that were hashed; one that does not
 * (a quarantined event may hold anything) is refused, never bent. Pure, safe for any thread.
 */
public final class AvroEvents {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private AvroEvents() {}

    /** What {@link #toAvro} made of an event. */
    public sealed interface Conversion {
        /** The event as a record of the schema. */
        record Fits(GenericRecord event) implements Conversion {}

        /** The event does not fit; {@code pointer} (RFC 6901) says where, {@code detail} why, and quotes no value. */
        record Refused(String pointer, String detail) implements Conversion {}
    }

    /** The event's tree, as {@code StrictJson} reads it, as a record of the schema that {@link AvroSchemas} derived. */
    public static Conversion toAvro(JsonNode event, Schema schema) {
        try {
            return new Conversion.Fits((GenericRecord) value(event, schema, ""));
        } catch (MisfitException misfit) {
            return new Conversion.Refused(misfit.pointer, misfit.getMessage());
        }
    }

    /**
     * The canonical bytes of the event that a record is.
     *
     * @throws IllegalArgumentException when a string that should be JSON text is none, or a number is not finite
     */
    public static byte[] toJson(GenericRecord event) {
        return Jcs.write(node(event, event.getSchema()));
    }

    private static Object value(JsonNode json, Schema schema, String pointer) {
        switch (schema.getType()) {
            case RECORD:
                return record(json, schema, pointer);
            case ARRAY:
                return array(json, schema, pointer);
            case UNION:
                return value(json, present(schema), pointer);
            case STRING:
                return isJsonText(schema)
                        ? text(json)
                        : expect(json.isTextual(), json.textValue(), "a string", pointer);
            case LONG:
                return expect(
                        json.isIntegralNumber() && json.canConvertToLong(), json.longValue(), "an integer", pointer);
            case DOUBLE:
                return expect(isExact(json), json.doubleValue(), "a number that a double keeps", pointer);
            case BOOLEAN:
                return expect(json.isBoolean(), json.booleanValue(), "true or false", pointer);
            default:
                throw new IllegalArgumentException("no type of this package: " + schema.getType());
        }
    }

    private static GenericRecord record(JsonNode json, Schema schema, String pointer) {
        expect(json.isObject(), json, "an object", pointer);
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (schema.getField(member.getKey()) == null) {
                throw new MisfitException(pointer, "holds a member that the schema does not know");
            }
        }
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode member = json.get(field.name());
            if (member != null) {
                record.put(field.pos(), value(member, field.schema(), pointer + "/" + field.name()));
            } else if (!field.schema().isUnion()) {
                throw new MisfitException(pointer, "lacks the member " + field.name());
            }
        }
        return record;
    }

    private static List<Object> array(JsonNode json, Schema schema, String pointer) {
        expect(json.isArray(), json, "an array", pointer);
        List<Object> items = new ArrayList<>(json.size());
        for (int i = 0; i < json.size(); i++) {
            items.add(value(json.get(i), schema.getElementType(), pointer + "/" + i));
        }
        return items;
    }

    private static String text(JsonNode json) {
        return new String(Jcs.write(json), StandardCharsets.UTF_8);
    }

    /** Whether the number comes back from a double as it was. */
    private static boolean isExact(JsonNode json) {
        return json.isIntegralNumber()
                ? json.canConvertToLong() && (long) (double) json.longValue() == json.longValue()
                : json.isDouble();
    }

    private static <T> T expect(boolean holds, T value, String wanted, String pointer) {
        if (!holds) {
            throw new MisfitException(pointer, "must be " + wanted);
        }
        return value;
    }

    private static JsonNode node(Object value, Schema schema) {
        switch (schema.getType()) {
            case RECORD:
                return object((GenericRecord) value, schema);
            case ARRAY:
                ArrayNode array = NODES.arrayNode();
                ((Iterable<?>) value).forEach(item -> array.add(node(item, schema.getElementType())));
                return array;
            case UNION:
                return node(value, present(schema));
            case STRING:
                return isJsonText(schema) ? parsed(value.toString()) : NODES.textNode(value.toString());
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

    private static boolean isJsonText(Schema schema) {
        return AvroSchemas.JSON_TEXT.equals(schema.getProp(AvroSchemas.FORM));
    }

    /** The type of an optional member when it is there. */
    private static Schema present(Schema union) {
        return union.getTypes().get(1);
    }

    /** Carries a refusal out of the recursion; never leaves this class. */
    private static final class MisfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String pointer;

        MisfitException(String pointer, String detail) {
            super(detail, null, false, false);
            this.pointer = pointer;
        }
    }
}
