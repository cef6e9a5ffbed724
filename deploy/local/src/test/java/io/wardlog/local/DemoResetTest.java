package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reset removes what demos made, and nothing that somebody else did. */
class DemoResetTest {
    private static final int REFUSED = 2;

    @TempDir
    Path directory;

    @Test
    void whatADemoMadeGoesAndWhatItDidNotMakeStays() throws Exception {
        DemoLayout layout = Leftovers.in(directory.resolve("demo"));
        Path notes = Files.writeString(layout.directory().resolve("notes.txt"), "mine");
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "mine");
        Files.createSymbolicLink(layout.archive().resolve("link"), outside);
        DemoReset reset = new DemoReset(layout);
        assertThat(reset.hasDemo()).isTrue();
        assertThat(reset.remove()).containsExactly(notes);
        assertThat(entries(layout)).containsExactlyInAnyOrder(layout.lock(), notes);
        assertThat(kept).exists();
    }

    @Test
    void aDirectoryThatNoDemoMadeIsRefused() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other"));
        Path thesis = Files.writeString(other.resolve("thesis.txt"), "years of work");
        Files.createDirectories(other.resolve("archive"));
        assertThat(reset(other, "--yes")).isEqualTo(REFUSED);
        assertThat(thesis).exists();
        assertThat(other.resolve("archive")).exists();
    }

    @Test
    void aCollectorsOwnDirectoryIsRefused() throws Exception {
        DemoLayout own = new DemoLayout(Files.createDirectories(directory.resolve("own")));
        Path authority = Files.createDirectories(own.pki()).resolve("ca.pem");
        Path ledger = Files.createDirectories(own.collector()).resolve("ledger");
        Path part = Files.createDirectories(own.archive()).resolve("part.parquet");
        List<Path> kept = List.of(authority, ledger, part, own.register(), own.collectorConfig());
        for (Path file : kept) {
            Files.writeString(file, "evidence");
        }
        assertThat(reset(own.directory(), "--yes")).isEqualTo(REFUSED);
        assertThat(kept).allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void withoutSomebodyToAskItNeedsYes() throws Exception {
        DemoLayout layout = Leftovers.in(directory.resolve("demo"));
        assertThat(reset(layout.directory())).isEqualTo(REFUSED);
        assertThat(layout.pki().resolve("ca.pem")).exists();
    }

    private static int reset(Path where, String... more) {
        String[] words = Stream.concat(Stream.of("--reset", "--data-dir", where.toString()), Stream.of(more))
                .toArray(String[]::new);
        return DemoMain.commandLine().execute(words);
    }

    private static List<Path> entries(DemoLayout layout) throws Exception {
        try (Stream<Path> entries = Files.list(layout.directory())) {
            return entries.toList();
        }
    }
}
