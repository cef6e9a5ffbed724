package io.wardlog.collector.archive.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.collector.archive.ArchivedFile;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArchiveTest {

    private static final ArchivedPartition SOURCE = new ArchivedPartition("wardlog.events.v1", "AbC-_9", 3);

    @TempDir
    Path directory;

    private Path root;
    private DirectoryArchive archive;

    @BeforeEach
    void open() {
        root = directory.resolve("archive");
        archive = new DirectoryArchive(root);
    }

    @Test
    void givesBackWhatWasPut() throws IOException {
        Path local = Files.write(directory.resolve("local"), new byte[] {1, 2, 3});
        archive.putFile("events/tenant=t/a.parquet", local);

        assertThat(archive.file("events/tenant=t/a.parquet")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(local).exists();
        assertThatThrownBy(() -> archive.file("events/tenant=t/b.parquet")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void listsManifestsByStartAlsoAfterReopening() throws IOException {
        Manifest second = new Manifest(SOURCE, 10, 1_000, List.of());
        ArchivedFile file = new ArchivedFile("events/x.parquet", 7, 99, Sha256.of(new byte[0]));
        Manifest first = new Manifest(SOURCE, 9, 10, List.of(file));
        archive.putManifest(second);
        archive.putManifest(first);

        DirectoryArchive reopened = new DirectoryArchive(root);
        assertThat(reopened.manifests(SOURCE))
                .map(reading -> ((ManifestReading.Read) reading).manifest())
                .containsExactly(first, second);
        assertThat(reopened.partitions()).containsExactly(SOURCE);
        assertThat(reopened.manifests(new ArchivedPartition("wardlog.events.v1", "AbC-_9", 4)))
                .isEmpty();
    }

    @Test
    void leavesNoTemporaryFilesAlsoWhenAFileCannotBeFinished() throws IOException {
        archive.putManifest(new Manifest(SOURCE, 0, 1, List.of()));
        assertThatThrownBy(() -> archive.putFile("events/a.parquet", directory.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
        Path local = Files.write(directory.resolve("local"), new byte[] {1});
        Files.createDirectories(root.resolve("events/taken/inside"));
        assertThatThrownBy(() -> archive.putFile("events/taken", local)).isInstanceOf(IOException.class);
        assertThat(root.resolve("tmp")).isEmptyDirectory();
        assertThat(root.resolve("events/a.parquet")).doesNotExist();
    }

    @Test
    void aWriterRemovesWhatADeadOneLeftAndNothingOfALivingOne() throws IOException {
        archive.putManifest(new Manifest(SOURCE, 0, 1, List.of()));
        Path left = Files.writeString(root.resolve("tmp/left.tmp"), "{\"files\"");
        Instant writtenAt = Files.getLastModifiedTime(left).toInstant();
        DirectoryArchive.forWriting(root, writtenAt.plus(DirectoryArchive.ABANDONED));
        assertThat(left).exists();
        DirectoryArchive writer = DirectoryArchive.forWriting(
                root, writtenAt.plus(DirectoryArchive.ABANDONED).plusMillis(1));
        assertThat(left).doesNotExist();
        assertThat(writer.manifests(SOURCE)).hasSize(1);
    }

    @Test
    void readingTouchesNothing() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        assertThat(new DirectoryArchive(elsewhere).partitions()).isEmpty();
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void aManifestThatDoesNotParseIsReportedNotSkipped() throws IOException {
        archive.putManifest(new Manifest(SOURCE, 0, 1, List.of()));
        Path folder = root.resolve("manifests/wardlog.events.v1/AbC-_9/3");
        Files.writeString(folder.resolve("9.json"), "{}");
        assertThat(archive.manifests(SOURCE)).hasSize(2).last().isInstanceOf(ManifestReading.Corrupt.class);
    }

    @Test
    void theFurthestIsFoundByItsNameAndNoOtherIsRead() throws IOException {
        Manifest overtaken = new Manifest(SOURCE, 0, 10, List.of());
        Manifest furthest = new Manifest(SOURCE, 5, 100, List.of());
        Manifest within = new Manifest(SOURCE, 50, 60, List.of());
        for (Manifest manifest : List.of(overtaken, furthest, within)) {
            archive.putManifest(manifest);
        }
        Path folder = root.resolve("manifests/wardlog.events.v1/AbC-_9/3");
        String beyond = "00000000000000000100-00000000000000000200-x.json";
        Files.writeString(folder.resolve(beyond), "{}");
        Files.writeString(folder.resolve("9.json"), "{}");

        List<ManifestReading> readings = archive.furthest(SOURCE);

        assertThat(readings).hasSize(2).first().isInstanceOf(ManifestReading.Corrupt.class);
        assertThat(readings.get(0).name()).endsWith(beyond);
        assertThat(((ManifestReading.Read) readings.get(1)).manifest()).isEqualTo(furthest);
        assertThat(archive.furthest(new ArchivedPartition("wardlog.events.v1", "AbC-_9", 4)))
                .isEmpty();
    }

    @Test
    void namesStayInside() throws IOException {
        Path local = Files.write(directory.resolve("local"), new byte[] {1});
        assertThatThrownBy(() -> archive.putFile("../outside", local)).isInstanceOf(IllegalArgumentException.class);
        assertThat(directory.resolve("outside")).doesNotExist();
    }
}
