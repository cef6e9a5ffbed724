package io.wardlog.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.schemas.Fixture;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** JSON from anywhere: what is accepted has one canonical form, which is accepted again and stays as it is. */
class StrictJsonFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() {
        String longName = "{\"" + "name".repeat(70) + "\":[1],\"a\":2}"; // which is read in another way than others
        return Stream.concat(
                Fixture.all().stream().map(Fixture::json), Stream.of(longName.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    protected void parse(byte[] input) {
        boolean isCanonical = Jcs.isCanonical(input);
        if (StrictJson.read(input, JsonLimits.CANONICAL) instanceof JsonReading.Value value) {
            byte[] canonical = Jcs.write(value.node());
            assertThat(Jcs.isCanonical(canonical)).isTrue();
            assertThat(isCanonical).isEqualTo(Arrays.equals(canonical, input));
        } else {
            assertThat(isCanonical).isFalse();
        }
    }
}
