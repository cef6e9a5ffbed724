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
 * What a schema must keep to before it may describe evidence (schemas/README.md): it is closed and bounded, uses only keywords that the house
 * compares and explains, gives numbers their units, and says how critical an event is. The one place for these rules: the product's schemas
 * are held to them by a test, a tenant's whenever they are loaded. Pure.
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
    private static final String DCM = "1101[0-9]{2}";
    private static final List<String> AUDIT =
            List.of("eventId", "eventTypeCode", "action", "lifecycle", "purposeOfUse", "system", "codes");
    private static final Set<String> CONDITIONS = Set.of("if", "then", "else");
    private static final Set<String> TYPES = Set.of("object", "array", "string", "number", "integer", "boolean");

    private static final Set<String> NUMBERS = Set.of("number", "integer");
    /** Of the two shared documents the payload is open: each event type's own schema closes it. */
    private static final String OPEN = "/payload";

    private final List<String> problems = new ArrayList<>();
    private final boolean shared;

    private SchemaRules(boolean shared) {
        this.shared = shared;
    }

    /** What is wrong with this payload schema, each with its place; empty when nothing is. */
    static List<String> problems(JsonNode schema) {
        SchemaRules rules = new SchemaRules(false);
        rules.root(schema);
        rules.described(schema, "");
        return rules.problems;
    }

    /** The same for the device message's or the envelope's schema, which says nothing of how critical an event is. */
    static List<String> problemsOfShared(JsonNode schema) {
        SchemaRules rules = new SchemaRules(true);
        rules.require(!schema.has("x-criticality"), "", "a shared document has no criticality");
        rules.described(schema, "");
        return rules.problems;
    }

    private void root(JsonNode schema) {
        require(DIALECT.equals(schema.path("$schema").asText()), "", "$schema must be " + DIALECT);
        require("object".equals(schema.path("type").asText()), "", "type must be object");
        require(isCriticality(schema.path("x-criticality")), "", "x-criticality must be LOW, NORMAL, HIGH or CRITICAL");
        for (JsonNode rule : schema.path("x-criticality-rules")) {
            require(isCriticality(rule.path("raiseTo")), "", "x-criticality-rules: raiseTo must be a criticality");
            require(
                    !rule.path("raiseTo").equals(schema.path("x-criticality")),
                    "",
                    "x-criticality-rules: raiseTo is the default already");
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
            require(names(when.path("required")).contains(condition.getKey()), below, "a rule requires what it reads");
            when(property, condition.getValue(), below);
        });
    }

    /** A schema that describes a value: the payload, a property, an element. */
    private void described(JsonNode schema, String place) {
        keywords(schema, place);
        require(!schema.path("description").asText().isBlank(), place, "description is missing");
        require(
                bounded(schema) || shared && place.equals(OPEN),
                place,
                "is not bounded: closed objects; maxLength; items and maxItems; minimum and maximum");
        names(schema.path("required"))
                .forEach(name -> require(
                        schema.path("properties").has(name), place, "requires " + name + ", which is no property"));
        terms(schema, place);
        schema.path("properties").fields().forEachRemaining(property -> {
            require(property.getKey().matches("[a-z][A-Za-z0-9]*"), place, "a property is not named in camelCase");
            unit(schema, property.getValue(), place + "/" + property.getKey());
            described(property.getValue(), place + "/" + property.getKey());
        });
        if (schema.has("items")) {
            described(schema.get("items"), place + "/" + PhiPointer.EACH);
        }
        schema.path("oneOf").forEach(part -> condition(part, place));
        CONDITIONS.stream().filter(schema::has).forEach(keyword -> condition(schema.get(keyword), place));
    }

    /** A number has a fixed unit, or is the value of a quantity whose unit stands beside it in the message. */
    private void unit(JsonNode parent, JsonNode property, String place) {
        if (NUMBERS.contains(property.path("type").asText())) {
            JsonNode unit = parent.path("properties").path("unit");
            boolean besideIt = names(parent.path("required")).containsAll(List.of("value", "unit"))
                    && (unit.path("enum").size() > 0 || unit.has("const"));
            require(
                    !property.path("x-unit").asText().isBlank() || besideIt,
                    place,
                    "a number has no unit: x-unit (1 for a count), or a required unit beside a required value");
        }
    }

    /** Terms of others are written as they write them. */
    private void terms(JsonNode schema, String place) {
        if (schema.has("x-mdc")) {
            JsonNode term = schema.get("x-mdc");
            boolean known = Set.of("refId", "code").containsAll(keys(term));
            require(
                    known
                            && term.path("refId").asText().matches("MDC_[A-Z0-9_]+")
                            && term.path("code").asLong(1) > 0,
                    place,
                    "x-mdc is a refId (MDC_…) and, where it is certain, its code");
        }
        if (schema.has("x-audit")) {
            audit(schema.get("x-audit"), place);
            keys(schema.at("/x-audit/codes"))
                    .forEach(value -> require(
                            names(schema.path("enum")).contains(value), place, "x-audit has a code for no value"));
        }
    }

    private void audit(JsonNode term, String place) {
        require(AUDIT.containsAll(keys(term)), place, "x-audit has " + AUDIT);
        require(term.path("eventId").asText("110100").matches(DCM), place, "x-audit: eventId is of DICOM, 1101nn");
        require(
                term.path("eventTypeCode").asText("110100").matches(DCM),
                place,
                "x-audit: eventTypeCode is of DICOM, 1101nn");
        require(term.path("action").asText("E").matches("[CRUDE]"), place, "x-audit: action is C, R, U, D or E");
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
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
