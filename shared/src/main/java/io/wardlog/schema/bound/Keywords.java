package io.wardlog.schema.bound;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The keywords of a schema, of which none may be overlooked. */
final class Keywords {
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "$schema",
            "$id",
            "title",
            "description",
            "x-phi",
            "x-criticality",
            "x-criticality-rules",
            "x-mdc",
            "x-audit",
            "x-unit");

    private Keywords() {}

    /** @throws UncompilableException when the schema is no object or has a keyword that is neither one of these nor without effect on validity */
    static void require(JsonNode schema, Set<String> known) {
        if (!schema.isObject()) {
            throw new UncompilableException("a schema that is no object");
        }
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!known.contains(keyword) && !WITHOUT_EFFECT.contains(keyword)) {
                throw new UncompilableException(keyword);
            }
        });
    }

    /** The one type that a schema asks for; {@code otherwise} when it asks for none. */
    static String type(JsonNode schema, String otherwise) {
        JsonNode type = schema.get("type");
        if (type != null && !type.isTextual()) {
            throw new UncompilableException("type");
        }
        return type == null ? otherwise : type.textValue();
    }

    /** A count or a length; {@code otherwise} when it is absent. */
    static int count(JsonNode schema, String keyword, int otherwise) {
        JsonNode value = schema.get(keyword);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw new UncompilableException(keyword);
        }
        return value.intValue();
    }
}
