package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.event.Criticality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a payload schema must keep to before it may describe evidence (schemas/README.md): it is closed and bounded, uses only keywords that
 * the house compares and explains, and says how critical an event is. Pure.
 */
final class SchemaRules {
    /** Of JSON Schema those that the house compares and explains. */
    private static final List<String> STANDARD = List.of(
            "$schema",
            "$id",
            "title",
            "description",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minProperties",
            "minItems",
            "maxItems",
            "enum",
            "const",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "oneOf",
            "if",
            "then",
            "else",
            MaxBytesKeyword.NAME);

    /** Every keyword that a schema of the house may use. */
    static final Set<String> KEYWORDS = Stream.concat(STANDARD.stream(), SchemaCompiler.ANNOTATIONS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final Set<String> CONDITIONS = Set.of("if", "then", "else");
    private static final Set<String> TYPES = Set.of("object", "array", "string", "number", "integer", "boolean");

    private final List<String> problems = new ArrayList<>();

    private SchemaRules() {}

    /** What is wrong with this payload schema, each with its place; empty when nothing is. */
    static List<String> problems(JsonNode schema) {
        SchemaRules rules = new SchemaRules();
        rules.root(schema);
        rules.described(schema, "");
        return rules.problems;
    }

    private void root(JsonNode schema) {
        require(DIALECT.equals(schema.path("$schema").asText()), "", "$schema must be " + DIALECT);
        require("object".equals(schema.path("type").asText()), "", "type must be object");
        require(isCriticality(schema.path("x-criticality")), "", "x-criticality must be LOW, NORMAL, HIGH or CRITICAL");
        for (JsonNode rule : schema.path("x-criticality-rules")) {
            require(isCriticality(rule.path("raiseTo")), "", "x-criticality-rules: raiseTo must be a criticality");
            require(!rule.path("because").asText().isBlank(), "", "x-criticality-rules: because must say why");
            when(schema, rule.path("when"), "");
        }
    }

    private static boolean isCriticality(JsonNode name) {
        return Arrays.stream(Criticality.values())
                .anyMatch(known -> known.name().equals(name.asText()));
    }

    /** A rule names properties that exist, asks for them, and reads none that later stands only as a digest. */
    private void when(JsonNode schema, JsonNode when, String place) {
        require(when.path("properties").size() > 0 == when.has("required"), place, "a rule requires what it reads");
        keywords(when, place);
        when.path("properties").fields().forEachRemaining(condition -> {
            String below = place + "/" + condition.getKey();
            JsonNode property = schema.path("properties").path(condition.getKey());
            require(property.isObject(), below, "a rule reads a property that is not there");
            require(!property.path("x-phi").asBoolean(), below, "a rule reads patient data");
            when(property, condition.getValue(), below);
        });
    }

    /** A schema that describes a value: the payload, a property, an element. */
    private void described(JsonNode schema, String place) {
        keywords(schema, place);
        require(!schema.path("description").asText().isBlank(), place, "description is missing");
        require(
                bounded(schema),
                place,
                "is not bounded: closed objects; maxLength; items and maxItems; minimum and maximum");
        schema.path("properties").fields().forEachRemaining(property -> {
            require(property.getKey().matches("[a-z][A-Za-z0-9]*"), place, "a property is not named in camelCase");
            described(property.getValue(), place + "/" + property.getKey());
        });
        if (schema.has("items")) {
            described(schema.get("items"), place + "/" + PhiPointer.EACH);
        }
        schema.path("oneOf").forEach(part -> condition(part, place));
        CONDITIONS.stream().filter(schema::has).forEach(keyword -> condition(schema.get(keyword), place));
    }

    /** A part that only narrows what is described elsewhere. */
    private void condition(JsonNode schema, String place) {
        keywords(schema, place);
        schema.path("properties").forEach(property -> condition(property, place));
    }

    private void keywords(JsonNode schema, String place) {
        schema.fieldNames()
                .forEachRemaining(
                        keyword -> require(KEYWORDS.contains(keyword), place, keyword + " is no keyword of the house"));
        require(!schema.has("enum") || schema.get("enum").size() > 0, place, "enum lists no value");
    }

    private static boolean bounded(JsonNode schema) {
        if (schema.has("enum") || schema.has("const")) {
            return true;
        }
        String type = schema.path("type").asText();
        return TYPES.contains(type)
                && switch (type) {
                    case "object" ->
                        schema.has("properties")
                                && !schema.path("additionalProperties").asBoolean(true);
                    case "array" -> schema.has("items") && schema.has("maxItems");
                    case "string" -> schema.has("maxLength");
                    case "boolean" -> true;
                    default -> schema.has("maximum") && (schema.has("minimum") || schema.has("exclusiveMinimum"));
                };
    }

    private void require(boolean condition, String place, String problem) {
        if (!condition) {
            problems.add((place.isEmpty() ? "the payload" : place) + ": " + problem);
        }
    }
}
