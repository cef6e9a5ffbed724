package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** From a tree of JSON to what a schema holds; nothing is converted that would not come back as it was. Pure. */
final class EventReader {

    private EventReader() {}

    static Object value(JsonNode json, Schema schema, String pointer) {
        switch (schema.getType()) {
            case RECORD:
                return record(json, schema, pointer);
            case ARRAY:
                return array(json, schema, pointer);
            case UNION:
                return value(json, AvroSchemas.present(schema), pointer);
            case STRING:
                return AvroSchemas.isJsonText(schema)
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

    /** Carries a refusal out of the recursion; never leaves this package. */
    static final class MisfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final String pointer;

        MisfitException(String pointer, String detail) {
            super(detail, null, false, false);
            this.pointer = pointer;
        }
    }
}
