package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;

/** A response of whoever answers on the way to the collector: status, Retry-After up to a line feed, body. */
class ResponseFuzzTest extends FuzzedParser {

    private static final Instant NOW = Instant.parse("2026-11-02T07:15:00Z");

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "\u000110\n{\"code\":\"busy\",\"detail\":\"later\"}",
                        "\u0002Mon, 02 Nov 2026 07:16:00 GMT\n{\"code\":\"\\u0007\"}",
                        "\u0003\n<html>")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        int end = new String(input, StandardCharsets.ISO_8859_1).indexOf('\n');
        if (end < 1) {
            return;
        }
        String retryAfter = new String(input, 1, end - 1, StandardCharsets.ISO_8859_1);
        byte[] body = Arrays.copyOfRange(input, end + 1, input.length);
        for (int status : new int[] {400 + (input[0] & 0xFF), 429, 503}) {
            UplinkAnswer answer = AnswerReader.read(status, retryAfter, body, NOW);
            assertThat(answer.toString()).doesNotContainPattern("\\p{Cntrl}");
            if (answer instanceof UplinkAnswer.Unavailable later) {
                assertThat(later.retryAfter().orElse(Duration.ZERO))
                        .isBetween(Duration.ZERO, AnswerReader.LONGEST_WAIT);
            }
        }
    }
}
