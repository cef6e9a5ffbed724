package io.wardlog.edge.listen.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** The first line of somebody whom nobody knows yet. */
class HelloFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"hello\":{\"deviceId\":\"pump-1\",\"password\":\"0123\"}}",
                        "{\"eventTime\":\"2026-11-02T07:15:00Z\",\"payload\":{\"hello\":1}}",
                        "{\"hello\":[]}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        if (Hello.read(input) instanceof Hello.Malformed malformed) {
            assertThat(malformed.detail()).contains("hello");
        }
    }
}
