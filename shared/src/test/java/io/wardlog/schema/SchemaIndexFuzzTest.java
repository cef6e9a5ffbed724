package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.schema.release.SignedIndex;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.vectors.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** An index of schemas and its signature: what is accepted is written and read again as the same. */
class SchemaIndexFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        Vector vector = Vector.of("schema-index.json");
        return Stream.of(
                SchemaSource.classPath().read(SchemaIndex.FILE), vector.text("/index"), vector.bytes("/signature"));
    }

    @Override
    protected void parse(byte[] input) {
        if (SignedIndex.decode(input) instanceof SignedIndex.Reading.Value value) {
            assertThat(value.signed().encode()).isEqualTo(input);
        }
        try {
            SchemaIndex index = SchemaIndex.read(input);
            assertThat(SchemaIndex.read(index.text().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(index);
        } catch (InvalidSchemaException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
