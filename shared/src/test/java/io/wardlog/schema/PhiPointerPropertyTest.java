package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@link PhiPointer#find} against a slow second way: list every place of the document and match its steps one by one. */
class PhiPointerPropertyTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Property
    void findsExactlyThePlacesThatMatch(@ForAll("documents") JsonNode document, @ForAll("paths") List<String> path) {
        List<String> expected = new ArrayList<>();
        places(document, new ArrayList<>(), path, expected);

        assertThat(new PhiPointer(path).find(document)).containsExactlyElementsOf(expected);
    }

    @Property
    void everyPlaceFoundIsAPointerToAValue(@ForAll("documents") JsonNode document, @ForAll("paths") List<String> path) {
        for (String pointer : new PhiPointer(path).find(document)) {
            assertThat(document.at(JsonPointer.compile(pointer)).isMissingNode())
                    .isFalse();
        }
    }

    @Property
    void oneMorePropertyAboveShiftsEveryPlace(
            @ForAll("documents") JsonNode document, @ForAll("paths") List<String> path) {
        ObjectNode outer = NODES.objectNode().set("outer", document);
        List<String> inner = new PhiPointer(path).find(document);

        assertThat(new PhiPointer(path).below("outer").find(outer))
                .containsExactlyElementsOf(
                        inner.stream().map(place -> "/outer" + place).toList());
    }

    /** Depth first in document order, as {@code find} promises; a step is the name in an object, the index in an array. */
    private static void places(JsonNode node, List<String> steps, List<String> path, List<String> matching) {
        if (steps.size() == path.size()) {
            matching.add(String.join("", steps));
            return;
        }
        String wanted = path.get(steps.size());
        if (node.isArray() && wanted.equals("*")) {
            for (int i = 0; i < node.size(); i++) {
                places(node.get(i), plus(steps, Integer.toString(i)), path, matching);
            }
        }
        node.fields().forEachRemaining(field -> {
            if (field.getKey().equals(wanted)) {
                places(field.getValue(), plus(steps, field.getKey()), path, matching);
            }
        });
    }

    private static List<String> plus(List<String> steps, String step) {
        List<String> longer = new ArrayList<>(steps);
        longer.add("/" + step.replace("~", "~0").replace("/", "~1"));
        return longer;
    }

    @Provide
    Arbitrary<List<String>> paths() {
        return Arbitraries.of("a", "b", "a/b", "~", "*").list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        return node(4);
    }

    private static Arbitrary<JsonNode> node(int depth) {
        Arbitrary<JsonNode> leaf = Arbitraries.of(NODES.textNode("x"), NODES.numberNode(1), NODES.booleanNode(true));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<JsonNode> below = Arbitraries.lazy(() -> node(depth - 1));
        Arbitrary<JsonNode> object = Arbitraries.maps(Arbitraries.of("a", "b", "a/b", "~"), below)
                .ofMaxSize(3)
                .map(members -> {
                    ObjectNode node = NODES.objectNode();
                    members.forEach(node::set);
                    return node;
                });
        Arbitrary<JsonNode> array = below.array(JsonNode[].class)
                .ofMaxSize(3)
                .map(elements -> NODES.arrayNode().addAll(Arrays.asList(elements)));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(1, leaf), net.jqwik.api.Tuple.of(3, object), net.jqwik.api.Tuple.of(2, array));
    }
}
