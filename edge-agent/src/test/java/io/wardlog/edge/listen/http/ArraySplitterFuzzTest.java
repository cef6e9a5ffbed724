package io.wardlog.edge.listen.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.edge.listen.http.ArraySplitter.RefusedArrayException;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** An array of messages: where the whole is strict JSON, its elements' bytes are what stands in it, each and in order. */
class ArraySplitterFuzzTest extends FuzzedParser {

    private static final JsonLimits LIMITS = new JsonLimits(1 << 20, 32);

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "[{\"a\":[1,2,{\"b\":\"]\\\\\"}]},{\"c\":\"\\\"[,\"} ]",
                        " [ 1 , \"x\",null,[[]],{} ]\r\n",
                        "[]",
                        "[{\"\u00e9\":\"\\u00e9\"},-1.5e3]")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        boolean isArray = ArraySplitter.isArray(input);
        JsonNode whole = StrictJson.read(input, LIMITS) instanceof JsonReading.Value value ? value.node() : null;
        assertThat(isArray || whole == null || !whole.isArray()).isTrue();
        try {
            List<byte[]> elements = ArraySplitter.split(input);
            assertThat(elements).allMatch(element -> element.length > 0);
            if (whole != null) {
                assertThat(elements.stream()
                                .map(element -> ((JsonReading.Value) StrictJson.read(element, LIMITS)).node()))
                        .containsExactlyElementsOf(whole);
            }
        } catch (RefusedArrayException refused) {
            assertThat(whole == null || !whole.isArray() || whole.size() > ArraySplitter.MAX_ELEMENTS)
                    .isTrue();
        }
    }
}
