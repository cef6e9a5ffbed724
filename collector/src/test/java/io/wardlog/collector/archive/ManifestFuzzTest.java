package io.wardlog.collector.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hash.Sha256;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What lies in an archive where a manifest should be, and names of files there: a manifest is written byte for byte again. */
class ManifestFuzzTest extends FuzzedParser {

    private static final Manifest MANIFEST = new Manifest(
            new ArchivedPartition("wardlog.events.v1", "AAAAAAAAAAAAAAAAAAAAAA", 3),
            7,
            9,
            List.of(new ArchivedFile(
                    "events/tenant=a/3-00000000000000000007-x.parquet", 2, 100, Sha256.of(new byte[0]))));

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                MANIFEST.toJson(),
                "events/tenant=a/3-00000000000000000007-x.parquet".getBytes(StandardCharsets.UTF_8),
                "00000000000000000007-00000000000000000009-x.json".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        String name = new String(input, StandardCharsets.UTF_8);
        FileName.origin(name).ifPresent(origin -> assertThat(origin.start()).isNotNegative());
        ManifestName.start(name).ifPresent(start -> assertThat(name).startsWith(ManifestName.from(start)));
        ManifestName.furthestFirst().compare(name, "x");
        try {
            assertThat(Manifest.parse(input).toJson()).isEqualTo(input);
        } catch (IllegalArgumentException | ArithmeticException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
