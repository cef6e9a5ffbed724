package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * Derives the Avro schema of a stored event from the JSON Schemas of the envelope and of the payload. The same documents always give the
 * same text. Every value keeps its exact form: a choice is a string, a time its text, a number without a unit of its own a double, which
 * is what canonical JSON numbers are; what Avro has no form for is a string of canonical JSON. Where a value is marked as patient data the
 * digest stands that stands in the event. Pure.
 */
public final class AvroSchemas {

    /** Above every event type: {@code infusion.started} is in the namespace {@code io.wardlog.event.infusion.started}. */
    public static final String NAMESPACE = "io.wardlog.event";

    /** The property of a string type whose values are canonical JSON texts. */
    static final String FORM = "wardlog.form";

    /** The value of {@link #FORM}. */
    private static final String JSON_TEXT = "json";

    private static final String ROOT = "Event";
    private static final String PAYLOAD = "payload";
    private static final String UNIT = "x-unit";

    private final String namespace;
    private final Schema digest = digest();

    private AvroSchemas(String eventType) {
        this.namespace = NAMESPACE + "." + eventType;
    }

    /**
     * The schema of an event of this type and version.
     *
     * @param envelope the envelope's JSON Schema
     * @param event the payload's JSON Schema and what it is called
     * @throws org.apache.avro.SchemaParseException when a property has a name that Avro does not allow
     */
    public static Schema of(JsonNode envelope, EventDocument event) {
        ObjectNode whole = envelope.deepCopy();
        ((ObjectNode) whole.get("properties")).set(PAYLOAD, event.payload());
        whole.set("description", event.payload().path("title"));
        Schema schema = new AvroSchemas(event.entry().eventType()).record(whole, ROOT);
        schema.addProp("schemaRef", event.entry().schemaRef());
        return schema;
    }

    private Schema record(JsonNode schema, String name) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(property -> required.add(property.asText()));
        List<Schema.Field> fields = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            fields.add(field(property, required.contains(property.getKey()), name));
        }
        return Schema.createRecord(name, documentation(schema), namespace, false, fields);
    }

    private Schema.Field field(Map.Entry<String, JsonNode> property, boolean required, String parent) {
        String name = property.getKey();
        Schema type = type(property.getValue(), below(parent, name));
        String doc = documentation(property.getValue());
        Schema.Field field = required
                ? new Schema.Field(name, type, doc)
                : new Schema.Field(
                        name,
                        Schema.createUnion(Schema.create(Schema.Type.NULL), type),
                        doc,
                        JsonProperties.NULL_VALUE);
        if (property.getValue().has(UNIT)) {
            field.addProp(UNIT, property.getValue().get(UNIT).asText());
        }
        return field;
    }

    private Schema type(JsonNode schema, String name) {
        if (schema.path("x-phi").asBoolean()) {
            return digest;
        }
        switch (schema.path("type").asText()) {
            case "object":
                return isClosed(schema) ? record(schema, name) : jsonText();
            case "array":
                return schema.has("items") ? Schema.createArray(type(schema.get("items"), name + "_Item")) : jsonText();
            case "string":
                return Schema.create(Schema.Type.STRING);
            case "integer":
                return Schema.create(Schema.Type.LONG);
            case "number":
                return Schema.create(Schema.Type.DOUBLE);
            case "boolean":
                return Schema.create(Schema.Type.BOOLEAN);
            default:
                return choice(schema);
        }
    }

    /** A closed list of values: no Avro enumeration, whose symbols may hold no {@code /} and whose readers fail on a new one. */
    private static Schema choice(JsonNode schema) {
        JsonNode values = schema.has("const") ? schema.path("const") : schema.path("enum");
        if (all(values, JsonNode::isTextual)) {
            return Schema.create(Schema.Type.STRING);
        }
        if (all(values, JsonNode::isNumber)) {
            return Schema.create(Schema.Type.DOUBLE);
        }
        return all(values, JsonNode::isBoolean) ? Schema.create(Schema.Type.BOOLEAN) : jsonText();
    }

    private static boolean all(JsonNode values, Predicate<JsonNode> are) {
        return values.isArray()
                ? !values.isEmpty()
                        && StreamSupport.stream(values.spliterator(), false).allMatch(are)
                : are.test(values);
    }

    private static boolean isClosed(JsonNode schema) {
        return schema.has("properties") && !schema.path("additionalProperties").asBoolean(true);
    }

    private static Schema jsonText() {
        Schema text = Schema.create(Schema.Type.STRING);
        text.addProp(FORM, JSON_TEXT);
        return text;
    }

    /** Whether the values of this type are canonical JSON texts. */
    static boolean isJsonText(Schema schema) {
        return JSON_TEXT.equals(schema.getProp(FORM));
    }

    /** The type of an optional member when it is there. */
    static Schema present(Schema union) {
        return union.getTypes().get(1);
    }

    private static Schema digest() {
        return Schema.createRecord(
                "Digest",
                "Stands for a value that is patient data: SHA-256 of its sealed disclosure, base64url",
                NAMESPACE,
                false,
                List.of(new Schema.Field(Disclosure.DIGEST_KEY, Schema.create(Schema.Type.STRING), "The digest")));
    }

    /** The name of a type inside another: properties are camel case, so that the parts stay apart. */
    private static String below(String parent, String property) {
        String own = Character.toUpperCase(property.charAt(0)) + property.substring(1);
        return parent.equals(ROOT) ? own : parent + "_" + own;
    }

    private static String documentation(JsonNode schema) {
        return schema.has("description") ? schema.get("description").asText() : null;
    }
}
