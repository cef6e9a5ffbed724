package io.wardlog.collector.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.avro.Schema;

/** Makes JSON of the shape of a schema out of a seed: any I-JSON string, any number that canonical JSON keeps, members there or not. */
final class RandomEvents {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long SAFE = (1L << 53) - 1;
    private static final int[] CODE_POINTS = {
        0, 9, 10, 34, 47, 92, 0x7f, 0xe9, 0x2028, 0xd7ff, 0xe000, 0x1f600, 0x10fffd
    };

    private final Random random;

    RandomEvents(long seed) {
        this.random = new Random(seed);
    }

    JsonNode value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> object(schema);
            case ARRAY -> array(schema);
            case UNION -> value(schema.getTypes().get(1));
            case STRING -> schema.getProp(AvroSchemas.FORM) == null ? NODES.textNode(text()) : anything(2);
            case LONG -> NODES.numberNode(integer());
            case DOUBLE -> random.nextBoolean() ? NODES.numberNode(integer()) : fraction();
            case BOOLEAN -> NODES.booleanNode(random.nextBoolean());
            default -> throw new IllegalArgumentException(schema.getType().name());
        };
    }

    private ObjectNode object(Schema schema) {
        ObjectNode object = NODES.objectNode();
        for (Schema.Field field : schema.getFields()) {
            if (!field.schema().isUnion() || random.nextBoolean()) {
                object.set(field.name(), value(field.schema()));
            }
        }
        return object;
    }

    private ArrayNode array(Schema schema) {
        ArrayNode array = NODES.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value(schema.getElementType()));
        }
        return array;
    }

    private JsonNode anything(int depth) {
        switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0:
                return NODES.nullNode();
            case 1:
                return NODES.textNode(text());
            case 2:
                return NODES.numberNode(integer());
            case 3:
                return NODES.booleanNode(true);
            case 4:
                return NODES.arrayNode().add(anything(depth - 1)).add(anything(depth - 1));
            default:
                return NODES.objectNode().set(text(), anything(depth - 1));
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint(CODE_POINTS[random.nextInt(CODE_POINTS.length)]);
        }
        return text.toString();
    }

    private long integer() {
        return random.nextInt(4) == 0 ? (random.nextBoolean() ? SAFE : -SAFE) : random.nextLong() % SAFE;
    }

    /** Any double that the reader accepts. */
    private JsonNode fraction() {
        while (true) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                byte[] literal = Jcs.number(value).getBytes(StandardCharsets.US_ASCII);
                if (StrictJson.read(literal, JsonLimits.CANONICAL) instanceof JsonReading.Value read) {
                    return read.node();
                }
            }
        }
    }
}
