package io.wardlog.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/** A disclosure as a text, and what stands in it: an accepted one says the same when it is made anew, and belongs to no event that does not hold it. */
class DisclosureFuzzTest extends FuzzedParser {

    private static final JsonNode NO_EVENT =
            JsonNodeFactory.instance.objectNode().put("source", "x");

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        byte[] encoded = Vector.of("disclosure.json").text("/disclosure");
        return Stream.of(encoded, Base64.getUrlDecoder().decode(encoded));
    }

    @Override
    protected void parse(byte[] input) {
        read(new String(input, StandardCharsets.ISO_8859_1));
        read(Base64.getUrlEncoder().withoutPadding().encodeToString(input));
    }

    private static void read(String text) {
        if (Disclosure.read(text) instanceof Disclosure.Reading.Value value) {
            Disclosure disclosure = value.disclosure();
            byte[] salt = Base64.getUrlDecoder()
                    .decode(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).substring(2, 24));
            assertThat(Disclosure.of(salt, disclosure.pointer(), disclosure.value())
                            .encoded())
                    .isEqualTo(text);
            assertThat(disclosure.belongsTo(NO_EVENT)).isFalse();
        }
    }
}
