package io.wardlog.edge.listen.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.http.ArraySplitter.RefusedArrayException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ArraySplitterTest {

    @Property(tries = 300)
    void givesEachElementsOwnBytes(@ForAll("values") List<String> values, @ForAll("spaces") String space)
            throws RefusedArrayException {
        String json = space + "[" + space + values.stream().collect(Collectors.joining(space + "," + space)) + space
                + "]" + space;

        assertThat(ArraySplitter.isArray(bytes(json))).isTrue();
        assertThat(ArraySplitter.split(bytes(json)))
                .extracting(element -> new String(element, StandardCharsets.UTF_8))
                .containsExactlyElementsOf(values);
    }

    @Property(tries = 1000)
    void endsOnAnyBytes(@ForAll byte[] bytes) {
        try {
            ArraySplitter.split(bytes).forEach(element -> assertThat(element).isNotEmpty());
        } catch (RefusedArrayException refused) {
            assertThat(refused).hasMessageContaining("at byte");
        }
    }

    @Provide
    Arbitrary<List<String>> values() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars("aé\u20AC[]{},: ")
                .ofMaxLength(6)
                .map(inner -> '"' + inner + "\\\"\\\\" + '"');
        Arbitrary<String> leaf = Arbitraries.oneOf(text, Arbitraries.of("1", "-2.5e3", "true", "null", "[]", "{}"));
        Arbitrary<String> value = Arbitraries.oneOf(
                leaf,
                leaf.list().ofMaxSize(3).map(all -> "[" + String.join(", ", all) + "]"),
                leaf.map(inner -> "{\"k\":[" + inner + ",{\"n\": " + inner + "}]}"));
        return value.list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> spaces() {
        return Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(3);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
