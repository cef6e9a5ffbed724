package io.wardlog.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.schemas.Fixture;
import io.wardlog.testkit.FuzzedParser;
import java.util.Arrays;
import java.util.stream.Stream;

/** JSON from anywhere: what is accepted has one canonical form, which is accepted again and stays as it is. */
class StrictJsonFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() {
        return Fixture.all().stream().map(Fixture::json);
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
