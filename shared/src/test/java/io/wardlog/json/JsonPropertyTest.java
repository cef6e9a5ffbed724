package io.wardlog.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.erdtman.jcs.JsonCanonicalizer;

/** What is accepted has one canonical form, which is accepted again, stays the same, and is the reference library's. */
class JsonPropertyTest {

    @Property(tries = 2_000)
    void canonicalFormIsStableAndTheReferences(@ForAll("trees") JsonNode item) throws Exception {
        JsonNode tree = JsonNodeFactory.instance.arrayNode().add(item); // the reference takes objects and arrays only
        byte[] canonical = Jcs.write(tree);
        assertThat(canonical)
                .isEqualTo(new JsonCanonicalizer(new ObjectMapper().writeValueAsString(tree)).getEncodedUTF8());
        JsonReading again = StrictJson.read(canonical, JsonLimits.DOCUMENT);
        assertThat(again).isInstanceOf(JsonReading.Value.class);
        assertThat(Jcs.write(((JsonReading.Value) again).node())).isEqualTo(canonical);
    }

    @Property(tries = 5_000)
    void anyBytesAreAnsweredWithAValue(@ForAll byte[] bytes) {
        if (StrictJson.read(bytes, JsonLimits.DEVICE_MESSAGE) instanceof JsonReading.Value value) {
            byte[] canonical = Jcs.write(value.node());
            assertThat(Jcs.isCanonical(canonical)).isTrue();
        }
    }

    @Property(tries = 5_000)
    void almostJsonIsAnsweredWithAValue(@ForAll("almostJson") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (StrictJson.read(bytes, JsonLimits.DEVICE_MESSAGE) instanceof JsonReading.Value value) {
            assertThat(Jcs.isCanonical(Jcs.write(value.node()))).isTrue();
        }
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\\u", "\\ud800", "-", "0", "1e", "9", ".5",
                        "true", "null", " ")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        return Arbitraries.randomValue(random -> tree(random, 4));
    }

    private static JsonNode tree(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0:
                return nodes.textNode(text(random));
            case 1:
                return nodes.numberNode(random.nextLong() >> (11 + random.nextInt(50)));
            case 2:
                return nodes.numberNode(fraction(random));
            case 3:
                return nodes.booleanNode(random.nextBoolean());
            case 4:
                return nodes.nullNode();
            case 5:
                ArrayNode array = nodes.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(tree(random, depth - 1));
                }
                return array;
            default:
                ObjectNode object = nodes.objectNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(text(random), tree(random, depth - 1));
                }
                return object;
        }
    }

    /** Any finite double that is no whole number: every exponent is as likely as another. */
    private static double fraction(Random random) {
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) && value != Math.rint(value) ? value : 0.1;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(
                    random.nextInt(4) == 0
                            ? 0x1F600 + random.nextInt(60)
                            : random.nextInt(random.nextBoolean() ? 0x80 : 0xD800));
        }
        return text.toString();
    }
}
