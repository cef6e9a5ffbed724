package io.wardlog.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** An export that somebody hands in: it has a verdict, and only what was not changed is verified. */
class ExportFuzzTest extends FuzzedParser {

    private final List<String> lines = ExportFixture.lines(ExportFixture.PUMP, 3);
    private final byte[] sound = ExportFixture.file(lines);

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(sound, ExportFixture.file(lines.subList(1, 3)), ExportFixture.file(lines.subList(0, 1)));
    }

    @Override
    protected void parse(byte[] input) {
        if (ExportFixture.verify(input).verdict() == Verdict.VERIFIED) {
            assertThat(new String(input, StandardCharsets.UTF_8).split("\n")).allMatch(this::isSound);
        }
    }

    /** Its hash binds every byte of an event, and links bind the hashes: nobody makes another without hashing it anew. */
    private boolean isSound(String line) {
        return lines.stream().anyMatch(sound -> line.startsWith(sound.substring(0, sound.length() - 1)));
    }
}
