package io.wardlog.schema.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.json.DocumentFields;
import io.wardlog.keys.KeyRing;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A tenant's bundle, from its directory or from a collector: what is accepted is written byte for byte again, and without its key none comes into force. */
class SignedBundleFuzzTest extends FuzzedParser {

    private final BundleCheck check = new BundleCheck("acme-health", new KeyRing(List.of()), SchemaRegistry.builtIn());

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        Vector vector = Vector.of("registry.json");
        return Stream.concat(
                Stream.of(vector.bytes("/bundle"), vector.text("/body")), vector.each("/negative", "bundle"));
    }

    @Override
    protected void parse(byte[] input) {
        if (SignedBundle.decode(input) instanceof SignedBundle.Reading.Value value) {
            assertThat(value.signed().encode()).isEqualTo(input);
        }
        assertThat(check.number(input)).isNotNegative();
        assertThat(check.check(input, Optional.empty())).isInstanceOf(BundleCheck.Result.Refused.class);
        try {
            RegistryBundle bundle = BundleJson.read(input);
            assertThat(bundle.canonical()).isEqualTo(input);
            bundle.schemas().forEach(schema -> assertThat(schema.entry().file()).endsWith(".json"));
        } catch (DocumentFields.InvalidDocumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
