package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** A schema without everything that demands nothing of a value: texts, names and annotations. Pure. */
final class Demands {
    /** The schema that accepts everything. */
    static final JsonNode NONE = JsonNodeFactory.instance.objectNode();

    private static final List<String> SILENT = List.of("$schema", "$id", "title", "description");
    private static final Set<String> SCHEMAS = Set.of("items", "additionalProperties", "if", "then", "else");

    private Demands() {}

    /** A copy; {@code true} becomes the empty schema, so that what accepts the same looks the same. */
    static JsonNode of(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? NONE : schema;
        }
        if (!(schema.deepCopy() instanceof ObjectNode copy)) {
            return schema;
        }
        copy.remove(SILENT);
        copy.remove(SchemaCompiler.ANNOTATIONS);
        copy.path("properties").fields().forEachRemaining(property -> property.setValue(of(property.getValue())));
        SCHEMAS.stream().filter(copy::has).forEach(keyword -> copy.set(keyword, of(copy.get(keyword))));
        if (copy.get("oneOf") instanceof ArrayNode parts) {
            for (int i = 0; i < parts.size(); i++) {
                parts.set(i, of(parts.get(i)));
            }
        }
        return copy;
    }
}
