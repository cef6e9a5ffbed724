package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;

/** Payload schemas of every keyword that the house uses, and documents near their limits. From one seed always the same. */
final class RandomSchemas {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NAMES =
            List.of("a", "b", "unit", "lastPart", "lastParts", "identifierOfIt", "identifierOfThat");
    private static final List<String> PATTERNS = List.of(
            "^[a-c]+$",
            "^[^\\u0000-\\u001f\\u007f]*$",
            "^x{2,4}$",
            "^(ab|a)b?$",
            "^[A-Za-z]([A-Za-z.-]{0,5}[A-Za-z])?$",
            "^a*(b|c+)a{2}$",
            "^\\[a\\]\\.$",
            "^[ä-ü]+$",
            "^\\d+$",
            "^a+?b$",
            "^[a&&b]$",
            "^(?:a)$",
            "^a|b$",
            "^[!-~]+$");
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "b",
            "ab",
            "abb",
            "abc",
            "xx",
            "xxx",
            "xxxxx",
            "a.b",
            "a.",
            "aabaa",
            "ccaa",
            "[a].",
            "ä",
            "äö",
            "aä",
            "\ud83d\ude00",
            "\ud83d\ude00\ud83d\ude00x",
            "1",
            "&",
            "a&b",
            "\u007f",
            "\n",
            "2026-11-02T07:15:00Z",
            "2026-11-02",
            "2026-02-30",
            "2026-11-02T07:15:00+00:00",
            "-",
            "\"",
            "\\");

    private final Random random;

    RandomSchemas(Random random) {
        this.random = random;
    }

    ObjectNode payload() {
        ObjectNode schema = object(2).put("x-criticality", "NORMAL");
        ObjectNode properties = (ObjectNode) schema.get("properties");
        for (int i = random.nextInt(3); i > 0; i--) {
            ObjectNode rule = schema.withArray("/x-criticality-rules").addObject();
            rule.set("when", condition(properties));
            rule.put("raiseTo", any(List.of("LOW", "HIGH", "CRITICAL")));
        }
        return schema;
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = NODES.objectNode().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        NAMES.stream().filter(name -> !once(3)).forEach(name -> properties.set(name, value(depth)));
        ArrayNode required = schema.putArray("required");
        properties.fieldNames().forEachRemaining(name -> {
            if (once(4)) {
                required.add(name);
            }
        });
        if (once(6)) {
            schema.put("minProperties", random.nextInt(4));
        }
        if (!properties.isEmpty() && once(4)) {
            schema.set("if", condition(properties));
            schema.set(once(4) ? "else" : "then", condition(properties));
        }
        if (!properties.isEmpty() && once(5)) {
            schema.putArray("oneOf").add(condition(properties)).add(condition(properties));
        }
        return schema;
    }

    private ObjectNode condition(ObjectNode properties) {
        ObjectNode condition = NODES.objectNode();
        properties.fields().forEachRemaining(property -> {
            if (once(3)) {
                condition.withArray("/required").add(property.getKey());
            }
            if (once(3)) {
                condition.withObject("/properties").set(property.getKey(), narrowed(property.getValue()));
            }
        });
        return condition;
    }

    private JsonNode narrowed(JsonNode described) {
        if (once(6)) {
            return NODES.booleanNode(once(2));
        }
        return switch (described.path("type").asText()) {
            case "object" -> condition((ObjectNode) described.path("properties"));
            case "boolean" -> typed(NODES.objectNode().put("const", once(2)), "boolean");
            case "integer", "number" -> typed(limits(NODES.objectNode()), any(List.of("integer", "number")));
            default -> typed(NODES.objectNode().put("const", any(TEXTS)), "string");
        };
    }

    /** A condition may ask for a type too, even for one that the value never has. */
    private ObjectNode typed(ObjectNode schema, String type) {
        return once(4) ? schema.put("type", once(8) ? any(List.of("integer", "string", "boolean")) : type) : schema;
    }

    private ObjectNode value(int depth) {
        ObjectNode schema = unmarked(depth);
        return once(8) ? schema.put("x-phi", true) : schema;
    }

    private ObjectNode unmarked(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> limits(NODES.objectNode().put("type", "integer"));
            case 1 -> limits(NODES.objectNode().put("type", "number"));
            case 2, 3 -> text();
            case 4 -> NODES.objectNode().put("type", "boolean");
            case 5 -> choice();
            case 6 -> array(depth);
            default -> object(depth - 1);
        };
    }

    private ObjectNode choice() {
        ObjectNode schema = NODES.objectNode();
        ArrayNode values = schema.putArray("enum");
        for (int i = random.nextInt(4); i >= 0; i--) {
            values.add(any(TEXTS));
        }
        return once(3) ? schema.put("type", "string") : schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = NODES.objectNode().put("type", "array").put("maxItems", random.nextInt(4));
        if (once(2)) {
            schema.put("minItems", random.nextInt(3));
        }
        return schema.set("items", value(depth - 1));
    }

    private ObjectNode limits(ObjectNode schema) {
        if (once(2)) {
            schema.put(once(2) ? "minimum" : "exclusiveMinimum", limit());
        }
        if (once(2)) {
            schema.put(once(2) ? "maximum" : "exclusiveMaximum", limit());
        }
        return schema;
    }

    private BigDecimal limit() {
        return BigDecimal.valueOf(random.nextInt(9) - 4, once(2) ? 0 : random.nextInt(8));
    }

    private ObjectNode text() {
        ObjectNode schema = NODES.objectNode().put("type", "string");
        if (once(2)) {
            schema.put("maxLength", random.nextInt(6));
        }
        if (once(4)) {
            schema.put("minLength", random.nextInt(3));
        }
        if (once(4)) {
            schema.put("x-max-bytes", random.nextInt(12));
        }
        if (once(3)) {
            schema.put("pattern", any(PATTERNS));
        }
        if (once(6)) {
            schema.put("format", once(2) ? "date" : "date-time");
        }
        return schema;
    }

    /** A document that follows the schema where it can, and strays from it now and then. */
    JsonNode document(JsonNode schema) {
        if (once(40)) {
            return NODES.textNode(any(TEXTS));
        }
        if (schema.has("enum")) {
            return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
        }
        switch (schema.path("type").asText()) {
            case "object":
                ObjectNode object = NODES.objectNode();
                schema.path("properties").fields().forEachRemaining(property -> {
                    boolean wanted = schema.path("required").toString().contains('"' + property.getKey() + '"');
                    if (wanted ? !once(30) : once(2)) {
                        object.set(property.getKey(), document(property.getValue()));
                    }
                });
                return object;
            case "array":
                ArrayNode array = NODES.arrayNode();
                int least = schema.path("minItems").asInt(0);
                int most = Math.max(least, schema.path("maxItems").asInt());
                for (int i = least + random.nextInt(most - least + 1) + (once(20) ? 1 : 0); i > 0; i--) {
                    array.add(document(schema.path("items")));
                }
                return array;
            case "boolean":
                return NODES.booleanNode(once(2));
            case "integer":
                return NODES.numberNode(random.nextInt(11) - 5);
            case "number":
                return NODES.numberNode(limit().add(once(3) ? new BigDecimal("0.0000001") : BigDecimal.ZERO));
            default:
                return NODES.textNode(any(TEXTS));
        }
    }
}
