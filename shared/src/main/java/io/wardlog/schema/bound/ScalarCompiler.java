package io.wardlog.schema.bound;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.schema.bound.TextPlan.Form;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compiles schemas of texts, numbers and booleans. */
final class ScalarCompiler {
    private final Patterns patterns;

    ScalarCompiler(Patterns patterns) {
        this.patterns = patterns;
    }

    /** A schema of type {@code string}. */
    ScalarPlan text(JsonNode schema) {
        Keywords.require(schema, Set.of("type", "minLength", "maxLength", "x-max-bytes", "pattern", "format"));
        List<Form> forms = new ArrayList<>();
        if (schema.has("pattern")) {
            forms.add(patterns.compile(schema.get("pattern").asText()));
        }
        if (schema.has("format")) {
            forms.add(format(schema.get("format").asText()));
        }
        return new TextPlan(limits(schema), forms.toArray(Form[]::new));
    }

    /** A schema that only limits how long a text is. */
    static ScalarPlan lengths(JsonNode schema) {
        Keywords.require(schema, Set.of("type", "minLength", "maxLength", "x-max-bytes"));
        if (!Keywords.type(schema, "string").equals("string")) {
            throw new UncompilableException("a length of another type");
        }
        return new TextPlan(limits(schema));
    }

    private static TextPlan.Lengths limits(JsonNode schema) {
        return new TextPlan.Lengths(
                Keywords.count(schema, "minLength", 0),
                Keywords.count(schema, "maxLength", Integer.MAX_VALUE),
                Keywords.count(schema, "x-max-bytes", Integer.MAX_VALUE));
    }

    private static Form format(String name) {
        return switch (name) {
            case "date-time" -> Times::isTime;
            case "date" -> Times::isDate;
            default -> throw new UncompilableException(name);
        };
    }

    /** A schema that lists texts. */
    static ChoicePlan choice(JsonNode schema) {
        Keywords.require(schema, Set.of("type", "enum", "const"));
        boolean texts = Keywords.type(schema, "string").equals("string");
        Set<String> values = new HashSet<>();
        for (JsonNode value : listed(schema)) {
            if (!texts || !value.isTextual()) {
                throw new UncompilableException("a choice of other things than texts");
            }
            values.add(value.textValue());
        }
        return new ChoicePlan(List.copyOf(values));
    }

    private static Iterable<JsonNode> listed(JsonNode schema) {
        if (schema.has("enum") == schema.has("const")
                || schema.has("enum") && !schema.get("enum").isArray()) {
            throw new UncompilableException("both enum and const, or neither");
        }
        return schema.has("enum") ? schema.get("enum") : List.of(schema.get("const"));
    }

    /** A schema of type {@code boolean}, or a constant one. */
    static BooleanPlan truth(JsonNode schema) {
        Keywords.require(schema, Set.of("type", "const"));
        JsonNode constant = schema.get("const");
        boolean truths = Keywords.type(schema, "boolean").equals("boolean");
        if (!truths || constant != null && !constant.isBoolean()) {
            throw new UncompilableException("a truth of another type");
        }
        return new BooleanPlan(
                constant == null || constant.booleanValue(), constant == null || !constant.booleanValue());
    }

    /** A schema of type {@code number} or {@code integer}, or its limits alone. */
    static NumberPlan number(JsonNode schema) {
        Keywords.require(schema, Set.of("type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"));
        String type = Keywords.type(schema, "number");
        if (!type.equals("number") && !type.equals("integer")) {
            throw new UncompilableException("a number of another type");
        }
        return new NumberPlan(
                type.equals("integer"),
                new NumberPlan.Limits(
                        limit(schema, "minimum"),
                        limit(schema, "exclusiveMinimum"),
                        limit(schema, "maximum"),
                        limit(schema, "exclusiveMaximum")));
    }

    private static BigDecimal limit(JsonNode schema, String keyword) {
        JsonNode limit = schema.get(keyword);
        if (limit != null && !limit.isNumber()) {
            throw new UncompilableException(keyword);
        }
        return limit == null ? null : limit.decimalValue();
    }
}
