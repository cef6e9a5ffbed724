package io.wardlog.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.json.DocumentFields;
import io.wardlog.keys.KeyRing;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The record of a legal hold: what is accepted is written byte for byte again, and without its key none is genuine. */
class SignedHoldFuzzTest extends FuzzedParser {

    private final KeyRing nobody = new KeyRing(List.of());

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        Vector vector = Vector.of("hold.json");
        return Stream.of(vector.bytes("/hold"), vector.bytes("/release"), vector.text("/body"));
    }

    @Override
    protected void parse(byte[] input) {
        if (SignedHold.decode(input) instanceof SignedHold.Reading.Value value) {
            assertThat(value.signed().encode()).isEqualTo(input);
            assertThat(value.signed().standing(nobody)).isNotEqualTo(SignedHold.Standing.GENUINE);
        }
        try {
            assertThat(HoldJson.read(input).canonical()).isEqualTo(input);
        } catch (DocumentFields.InvalidDocumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
