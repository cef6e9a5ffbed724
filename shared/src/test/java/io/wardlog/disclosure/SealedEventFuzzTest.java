package io.wardlog.disclosure;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hash.Sha256;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;

/** A sealed block, and the form in which an event is kept that nobody may vouch for: what is accepted is written byte for byte again. */
class SealedEventFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        byte[] block = Vector.of("disclosure.json").bytes("/sealedBlock");
        return Stream.of(
                block,
                SealedEvent.of(block, Sha256.of(block), "schema_violation").canonical());
    }

    @Override
    protected void parse(byte[] input) {
        SealedBlock.decode(input).ifPresent(block -> assertThat(block.encode()).isEqualTo(input));
        if (SealedEvent.read(input) instanceof SealedEvent.Reading.Value value) {
            assertThat(Arrays.equals(value.event().canonical(), input)).isTrue();
        }
    }
}
