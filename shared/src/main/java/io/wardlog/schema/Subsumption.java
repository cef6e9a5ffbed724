package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.schema.Incompatibility.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Shows that every value that one schema accepts is accepted by another: each demand of the wide one must follow from what the narrow one
 * demands in the same place. What cannot be shown that way is an obstacle. Never overlooks: a keyword that it does not know makes an
 * obstacle unless both schemas are the same there.
 */
final class Subsumption {
    private static final Set<String> ALL_TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final List<String> CONDITION = List.of("if", "then", "else");

    private final List<Obstacle> obstacles = new ArrayList<>();

    private Subsumption() {}

    /** A demand of the wide schema that does not follow. */
    record Obstacle(String pointer, String keyword, String message) {
        Incompatibility as(Kind kind) {
            String who = kind == Kind.BACKWARD
                    ? "the older version accepts what the newer one refuses, as it "
                    : "the newer version accepts what the older one refuses, as it ";
            return new Incompatibility(kind, pointer, keyword, who + message);
        }
    }

    /** The demands of {@code wide} that {@code narrow} does not imply; empty means that it accepts no less. */
    static List<Obstacle> obstacles(JsonNode narrow, JsonNode wide) {
        Subsumption search = new Subsumption();
        search.compare(Demands.of(narrow), Demands.of(wide), "");
        return search.obstacles;
    }

    private void compare(JsonNode narrow, JsonNode wide, String place) {
        if (wide.equals(narrow) || isFalse(narrow) || wide.isEmpty() && !isFalse(wide)) {
            return;
        }
        if (isFalse(wide)) {
            add(place, "false", "allows no value here");
            return;
        }
        if (!SchemaRules.KEYWORDS.containsAll(names(narrow)) || !SchemaRules.KEYWORDS.containsAll(names(wide))) {
            add(place, "", "cannot be shown to accept it: there is a keyword that is not compared");
        } else if (!listsValues(narrow)) {
            compareDemands(narrow, wide, place);
        } else {
            compareValues(narrow, wide, place);
        }
    }

    /** Few values can simply be tried. */
    private void compareValues(JsonNode narrow, JsonNode wide, String place) {
        Set<JsonNode> allowed = values(wide);
        boolean nothingElse = wide.size() == 1 && listsValues(wide);
        DocumentCheck check = nothingElse ? null : new SchemaCompiler().clear(wide);
        List<String> missing = values(narrow).stream()
                .filter(value -> nothingElse
                        ? !allowed.contains(value)
                        : !check.check(value).isEmpty())
                .map(JsonNode::toString)
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            add(place, listsValues(wide) ? "enum" : "", "does not allow " + String.join(", ", missing));
        }
    }

    private void compareDemands(JsonNode narrow, JsonNode wide, String place) {
        Set<String> types = types(narrow);
        if (!types(wide).containsAll(types)) {
            add(place, "type", "wants another type: " + wide.path("type"));
        }
        if (listsValues(wide)) {
            add(place, "enum", "allows only certain values");
        }
        if (types.contains("number") || types.contains("integer")) {
            NumberDemands.unmet(narrow, wide).ifPresent(keyword -> add(place, keyword, "has a tighter " + keyword));
        }
        if (types.contains("string")) {
            StringDemands.unmet(narrow, wide).ifPresent(keyword -> add(place, keyword, StringDemands.message(keyword)));
        }
        if (types.contains("array")) {
            compareArrays(narrow, wide, place);
        }
        if (types.contains("object")) {
            compareObjects(narrow, wide, place);
        }
        if (wide.has("oneOf") && !wide.get("oneOf").equals(narrow.get("oneOf"))) {
            add(place, "oneOf", "cannot be shown to accept it: oneOf differs");
        }
        if (wide.has("if")
                && CONDITION.stream().anyMatch(part -> !wide.path(part).equals(narrow.path(part)))) {
            add(place, "if", "cannot be shown to accept it: if, then and else differ");
        }
    }

    private void compareArrays(JsonNode narrow, JsonNode wide, String place) {
        if (wide.path("minItems").asLong(0) > narrow.path("minItems").asLong(0)) {
            add(place, "minItems", "wants more elements");
        }
        if (wide.has("maxItems")
                && narrow.path("maxItems").asLong(Long.MAX_VALUE)
                        > wide.get("maxItems").asLong()) {
            add(place, "maxItems", "allows fewer elements");
        }
        if (wide.has("items") && narrow.path("maxItems").asLong(1) > 0) {
            compare(orAnything(narrow.get("items")), wide.get("items"), place + "/" + PhiPointer.EACH);
        }
    }

    private void compareObjects(JsonNode narrow, JsonNode wide, String place) {
        Set<String> given = required(narrow);
        for (String name : required(wide)) {
            if (!given.contains(name)) {
                add(place, "required", "requires " + name);
            }
        }
        long least = Math.max(narrow.path("minProperties").asLong(0), given.size());
        if (wide.path("minProperties").asLong(0) > least) {
            add(place, "minProperties", "wants more properties");
        }
        Set<String> named = names(narrow.path("properties"));
        named.addAll(names(wide.path("properties")));
        for (String name : named) {
            compare(property(narrow, name), property(wide, name), place + "/" + PhiPointer.escape(name));
        }
        compare(
                orAnything(narrow.get("additionalProperties")),
                orAnything(wide.get("additionalProperties")),
                place + "/<any other property>");
    }

    /** What a schema demands of the property with this name. */
    private static JsonNode property(JsonNode schema, String name) {
        JsonNode own = schema.path("properties").get(name);
        return own != null ? own : orAnything(schema.get("additionalProperties"));
    }

    private static JsonNode orAnything(JsonNode schema) {
        return schema == null || schema.isBoolean() && schema.booleanValue() ? Demands.NONE : schema;
    }

    private static boolean isFalse(JsonNode schema) {
        return schema instanceof BooleanNode && !schema.booleanValue();
    }

    /** Whether only certain values are allowed; an empty list allows none. */
    private static boolean listsValues(JsonNode schema) {
        return schema.has("enum") || schema.has("const");
    }

    private static Set<JsonNode> values(JsonNode schema) {
        Set<JsonNode> values = new HashSet<>();
        schema.path("enum").forEach(values::add);
        if (schema.has("const")) {
            values.add(schema.get("const"));
        }
        return values;
    }

    /** Which types a value can have; a number is also an integer. */
    private static Set<String> types(JsonNode schema) {
        if (!schema.has("type")) {
            return ALL_TYPES;
        }
        Set<String> types = new HashSet<>();
        JsonNode named = schema.get("type");
        (named.isArray() ? named : List.of(named)).forEach(type -> types.add(type.asText()));
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static Set<String> required(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        if (object instanceof ObjectNode) {
            for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
                names.add(all.next());
            }
        }
        return names;
    }

    private void add(String place, String keyword, String message) {
        obstacles.add(new Obstacle(place, keyword, message));
    }
}
