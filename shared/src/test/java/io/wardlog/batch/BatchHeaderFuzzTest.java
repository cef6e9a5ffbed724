package io.wardlog.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.util.stream.Stream;

/** What an agent signs and what a collector signs: an accepted body is its own canonical form, in its frame and without. */
class BatchHeaderFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        Vector answers = Vector.of("receipt.json");
        return Stream.of(
                Vector.of("batch.json").text("/header"),
                answers.text("/receipt"),
                answers.text("/head"),
                answers.bytes("/receiptFrame"),
                answers.bytes("/headFrame"));
    }

    @Override
    protected void parse(byte[] input) {
        body(input);
        for (SignedAnswer.Kind kind : SignedAnswer.Kind.values()) {
            if (SignedAnswer.decode(kind, input) instanceof SignedAnswer.Reading.Value value) {
                assertThat(value.answer().encode()).isEqualTo(input);
                body(value.answer().body());
            }
        }
    }

    private static void body(byte[] body) {
        if (BatchHeader.read(body) instanceof BatchHeader.Reading.Value value) {
            assertThat(value.header().canonical()).isEqualTo(body);
        }
        if (Receipt.read(body) instanceof Receipt.Reading.Value value) {
            assertThat(value.receipt().canonical()).isEqualTo(body);
        }
        if (SignedHead.read(body) instanceof SignedHead.Reading.Value value) {
            assertThat(value.head().canonical()).isEqualTo(body);
        }
    }
}
