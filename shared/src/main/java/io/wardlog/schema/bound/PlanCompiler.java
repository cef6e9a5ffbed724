package io.wardlog.schema.bound;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.schema.bound.ObjectPlan.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Compiles the schemas of values that a document holds, and collects where they mark patient data. One compilation, one thread. */
final class PlanCompiler {
    /** A document is nested at most this deep, whatever its limits are. */
    private static final int MAX_DEPTH = 30;

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Set<String> OF_OBJECTS = Set.of(
            "type", "properties", "required", "additionalProperties", "minProperties", "if", "then", "else", "oneOf");

    private final ScalarCompiler scalars;
    private final Set<String> marks = new HashSet<>();
    private final Map<String, Plan> given;

    /** @param given plans for properties of the root that stand instead of what the schema says of them */
    PlanCompiler(Map<String, Plan> given, Patterns patterns) {
        this.given = given;
        this.scalars = new ScalarCompiler(patterns);
    }

    /** Where the schema marks patient data: RFC 6901 pointers with {@code *} for each element of an array. */
    Set<String> marks() {
        return marks;
    }

    /** The plan of a closed object. */
    ObjectPlan object(JsonNode schema) {
        return object(schema, new Place("", 0));
    }

    private record Place(String pointer, int depth) {
        Place below(String step) {
            return new Place(pointer + "/" + step, depth + 1);
        }
    }

    private static boolean isMarked(JsonNode schema) {
        return schema.path("x-phi").asBoolean();
    }

    private Plan value(JsonNode schema, Place place) {
        if (schema.has("$ref") || place.depth() > MAX_DEPTH) {
            throw new UncompilableException("a reference, or nested too deep");
        }
        if (schema.has("enum") || schema.path("const").isTextual()) {
            return ScalarCompiler.choice(schema);
        }
        if (schema.path("const").isBoolean()) {
            return ScalarCompiler.truth(schema);
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, place);
            case "array" -> array(schema, place);
            case "string" -> scalars.text(schema);
            case "number", "integer" -> ScalarCompiler.number(schema);
            case "boolean" -> ScalarCompiler.truth(schema);
            default -> throw new UncompilableException("no single type");
        };
    }

    private ArrayPlan array(JsonNode schema, Place place) {
        Keywords.require(schema, Set.of("type", "items", "minItems", "maxItems"));
        JsonNode items = schema.path("items");
        return new ArrayPlan(
                part(items, place.below("*")),
                isMarked(items),
                Keywords.count(schema, "minItems", 0),
                Keywords.count(schema, "maxItems", Integer.MAX_VALUE));
    }

    private ObjectPlan object(JsonNode schema, Place place) {
        Keywords.require(schema, OF_OBJECTS);
        JsonNode others = schema.path("additionalProperties");
        if (!others.isBoolean()
                || others.booleanValue()
                || !schema.path("type").asText().equals("object")) {
            throw new UncompilableException("an object that is not closed");
        }
        List<Property> properties = new ArrayList<>();
        schema.path("properties").fields().forEachRemaining(named -> {
            String name = named.getKey();
            if (!PLAIN_NAME.matcher(name).matches()) {
                throw new UncompilableException("a name that is not plain");
            }
            JsonNode property = named.getValue();
            Plan instead = place.depth() == 0 ? given.get(name) : null;
            Plan plan = instead != null ? instead : part(property, place.below(name));
            properties.add(new Property(name, plan, isMarked(property)));
        });
        properties.sort(Comparator.comparing(Property::name)); // by UTF-16 code units, as RFC 8785 asks
        return demanding(schema, properties);
    }

    /** A part that is described on its own. Of nested marks the outermost counts. */
    private Plan part(JsonNode schema, Place place) {
        Plan plan = value(schema, place);
        if (isMarked(schema)) {
            marks.removeIf(inner -> inner.startsWith(place.pointer() + "/"));
            marks.add(place.pointer());
        }
        return plan;
    }

    /** Conditions are compiled against the plain object, whose properties stand at the same indexes. */
    private static ObjectPlan demanding(JsonNode schema, List<Property> properties) {
        ObjectPlan plain = new ObjectPlan(properties, new Demands(new int[0], 0));
        List<Integer> required = new ArrayList<>();
        for (JsonNode name : schema.path("required")) {
            if (plain.indexOf(name.asText()) < 0) {
                throw new UncompilableException("a required property that is not described");
            }
            required.add(plain.indexOf(name.asText()));
        }
        return new ObjectPlan(
                properties,
                new Demands(
                        required.stream().mapToInt(Integer::intValue).toArray(),
                        Keywords.count(schema, "minProperties", 0),
                        ConditionCompiler.demands(schema, plain)));
    }
}
