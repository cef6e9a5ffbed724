package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * A proof of compatibility is never contradicted: two random schemas, the second an edit of the first, and random documents that try to tell
 * them apart.
 */
class CompatibilityPropertyTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int DOCUMENTS = 60;

    @Property(tries = 1_500, shrinking = ShrinkingMode.OFF)
    void noDocumentContradictsWhatWasShown(@ForAll long seed) {
        Random random = new Random(seed);
        JsonNode narrow = object(random, 2);
        JsonNode wide = edited(narrow, random, 1 + random.nextInt(3));
        boolean shown = Subsumption.obstacles(narrow, wide).isEmpty();
        Statistics.collect(Tuple.of("shown", shown), Tuple.of("same", narrow.equals(wide)));
        if (!shown) {
            return;
        }
        SchemaCompiler compiler = new SchemaCompiler();
        DocumentCheck narrowCheck = compiler.clear(narrow);
        DocumentCheck wideCheck = compiler.clear(wide);
        long accepted = IntStream.range(0, DOCUMENTS)
                .mapToObj(i -> i % 2 == 0 ? document(narrow, random, 3) : document(wide, random, 3))
                .filter(document -> narrowCheck.check(document).isEmpty())
                .peek(document -> assertThat(wideCheck.check(document))
                        .as("%s accepts %s, shown to be in %s", narrow, document, wide)
                        .isEmpty())
                .count();
        Statistics.label("documents that the narrow one accepts").collect(accepted > 0);
    }

    /** The test can fail: what it generates does tell schemas apart that are not compatible. */
    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void documentsTellSchemasApart(@ForAll long seed) {
        Random random = new Random(seed);
        JsonNode narrow = object(random, 2);
        JsonNode wide = edited(narrow, random, 2);
        SchemaCompiler compiler = new SchemaCompiler();
        DocumentCheck narrowCheck = compiler.clear(narrow);
        DocumentCheck wideCheck = compiler.clear(wide);
        boolean apart = IntStream.range(0, DOCUMENTS)
                .mapToObj(i -> i % 2 == 0 ? document(narrow, random, 3) : document(wide, random, 3))
                .anyMatch(document -> narrowCheck.check(document).isEmpty()
                        && !wideCheck.check(document).isEmpty());
        if (apart) {
            assertThat(Subsumption.obstacles(narrow, wide)).isNotEmpty();
        }
        Statistics.collect(apart);
        Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 3));
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (String name : NAMES) {
            if (random.nextInt(4) > 0) {
                properties.set(name, value(random, depth));
            }
        }
        ArrayNode required = NODES.arrayNode();
        properties.fieldNames().forEachRemaining(name -> {
            if (random.nextInt(3) == 0) {
                required.add(name);
            }
        });
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (random.nextInt(8) == 0) {
            schema.put("minProperties", random.nextInt(3));
        }
        if (random.nextInt(8) == 0) {
            schema.set("oneOf", NODES.arrayNode().add(requires("a")).add(requires("b")));
        }
        if (random.nextInt(8) == 0) {
            schema.set("if", requires("a"));
            schema.set("then", requires("b"));
        }
        if (random.nextInt(5) > 0) {
            schema.put("additionalProperties", false);
        } else if (random.nextBoolean()) {
            schema.set("additionalProperties", value(random, 0));
        }
        return schema;
    }

    private static ObjectNode requires(String name) {
        ObjectNode schema = NODES.objectNode();
        schema.putArray("required").add(name);
        return schema;
    }

    private static JsonNode value(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0:
                return number(random, "integer");
            case 1:
                return number(random, "number");
            case 2:
                return string(random);
            case 3:
                return NODES.objectNode().put("type", "boolean");
            case 4:
                return choice(random);
            case 5:
                return random.nextInt(4) == 0 ? NODES.booleanNode(random.nextBoolean()) : string(random);
            case 6:
                ObjectNode array = NODES.objectNode().put("type", "array").put("maxItems", random.nextInt(4));
                if (random.nextBoolean()) {
                    array.put("minItems", random.nextInt(3));
                }
                return array.set("items", value(random, depth - 1));
            default:
                return object(random, depth - 1);
        }
    }

    private static ObjectNode number(Random random, String type) {
        ObjectNode schema = NODES.objectNode().put("type", type);
        if (random.nextInt(3) > 0) {
            schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", random.nextInt(4));
        }
        if (random.nextInt(3) > 0) {
            schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", random.nextInt(5));
        }
        return schema;
    }

    private static ObjectNode string(Random random) {
        ObjectNode schema = NODES.objectNode().put("type", "string");
        if (random.nextInt(2) == 0) {
            schema.put("maxLength", random.nextInt(4));
        }
        if (random.nextInt(3) == 0) {
            schema.put("minLength", random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            schema.put("x-max-bytes", random.nextInt(12));
        }
        if (random.nextInt(5) == 0) {
            schema.put("pattern", random.nextBoolean() ? "^x*$" : "^[xä]*$");
        }
        return schema;
    }

    private static ObjectNode choice(Random random) {
        ObjectNode schema = NODES.objectNode();
        if (random.nextInt(4) == 0) {
            return schema.set("const", leaf(random));
        }
        ArrayNode values = schema.putArray("enum");
        for (int i = 0; i <= random.nextInt(4); i++) {
            values.add(leaf(random));
        }
        if (random.nextInt(4) == 0) {
            schema.put("type", random.nextBoolean() ? "string" : "integer");
        }
        return schema;
    }

    private static JsonNode leaf(Random random) {
        switch (random.nextInt(4)) {
            case 0:
                return NODES.numberNode(random.nextInt(5));
            case 1:
                return NODES.numberNode(random.nextInt(9) / 2.0);
            case 2:
                return NODES.booleanNode(random.nextBoolean());
            default:
                return NODES.textNode("xxä".substring(random.nextInt(3)));
        }
    }

    /** Changes a schema in some places, more often to wider than to narrower. */
    private static JsonNode edited(JsonNode schema, Random random, int edits) {
        JsonNode edited = schema.deepCopy();
        for (int i = 0; i < edits; i++) {
            List<ObjectNode> places = new ArrayList<>();
            places(edited, places);
            edit(places.get(random.nextInt(places.size())), random);
        }
        return edited;
    }

    private static void places(JsonNode schema, List<ObjectNode> found) {
        if (schema instanceof ObjectNode object) {
            found.add(object);
            object.path("properties").forEach(property -> places(property, found));
            places(object.path("items"), found);
        }
    }

    private static void edit(ObjectNode schema, Random random) {
        List<String> keywords = new ArrayList<>();
        schema.fieldNames().forEachRemaining(keywords::add);
        String keyword = keywords.isEmpty() ? "type" : keywords.get(random.nextInt(keywords.size()));
        JsonNode value = schema.path(keyword);
        if (value.isInt() && random.nextInt(3) > 0) {
            schema.put(keyword, value.intValue() + (random.nextBoolean() ? 1 : -1));
        } else if (value instanceof ArrayNode list && keyword.equals("enum")) {
            if (random.nextInt(4) == 0 && !list.isEmpty()) {
                list.remove(0);
            } else {
                list.add(leaf(random));
            }
        } else if (value instanceof ObjectNode properties && keyword.equals("properties")) {
            properties.set(NAMES.get(random.nextInt(NAMES.size())), value(random, 1));
        } else if (keyword.equals("type") && value.asText().equals("integer")) {
            schema.put("type", "number");
        } else if (keyword.equals("const")) {
            schema.remove("const");
            schema.putArray("enum").add(value).add(leaf(random));
        } else if (random.nextInt(3) == 0 && !keyword.equals("type") && !keyword.equals("items")) {
            schema.set(keyword, object(random, 1).get(keyword));
            if (schema.path(keyword).isNull()) {
                schema.remove(keyword);
            }
        } else if (!keyword.equals("type") || random.nextInt(6) == 0) {
            schema.remove(keyword);
        }
    }

    /** A document that follows the schema where it can, and strays from it now and then. */
    private static JsonNode document(JsonNode schema, Random random, int depth) {
        if (random.nextInt(12) == 0 || !schema.isObject()) {
            return leaf(random);
        }
        if (!schema.path("enum").isEmpty()) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        switch (schema.path("type").asText(depth > 0 ? "object" : "string")) {
            case "object":
                ObjectNode object = NODES.objectNode();
                for (String name : NAMES) {
                    if (random.nextInt(3) > 0) {
                        JsonNode property = schema.path("properties").path(name);
                        object.set(
                                name,
                                document(
                                        property.isMissingNode() ? schema.path("additionalProperties") : property,
                                        random,
                                        depth - 1));
                    }
                }
                return object;
            case "array":
                ArrayNode array = NODES.arrayNode();
                int size = Math.max(schema.path("minItems").asInt(0), random.nextInt(4));
                for (int i = 0; i < size; i++) {
                    array.add(document(schema.path("items"), random, depth - 1));
                }
                return array;
            case "integer":
                return NODES.numberNode(random.nextInt(6));
            case "number":
                return NODES.numberNode(random.nextInt(12) / 2.0);
            case "boolean":
                return NODES.booleanNode(random.nextBoolean());
            default:
                return NODES.textNode("xxxxää".substring(random.nextInt(7)));
        }
    }
}
