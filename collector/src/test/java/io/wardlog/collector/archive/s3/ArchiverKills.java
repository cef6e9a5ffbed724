package io.wardlog.collector.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.archive.ArchiveFixture;
import io.wardlog.collector.archive.ArchiveStage;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Taken;
import io.wardlog.servers.CephServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A process that archives into the bucket is killed with SIGKILL at each step; the next one goes on, and every record is archived exactly
 * once. Its credentials come from the environment.
 */
abstract class ArchiverKills {
    @TempDir
    Path directory;

    /** A new place in the store, and the same as a file of configuration, which names no credentials. */
    record Place(S3Config config, String yaml) {}

    abstract Place newPlace() throws IOException;

    /** With a clock that is ahead by so much. */
    abstract S3Archive archive(S3Config config, Duration ahead) throws IOException;

    abstract int unfinishedUploads(S3Config config) throws Exception;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "records are in the spool only, spool, 0",
        "file 1 of 3 is there, after 1, 0",
        "file 2 of 3 is not yet there, before 2, 0",
        "all files are there, after 3, 0",
        "the manifest is not yet there, before 4, 0",
        "the manifest is there and nothing committed, after 4, 15",
        "the second manifest is not yet there, before 8, 15"
    })
    void everyRecordIsArchivedExactlyOnce(String what, String step, long covered) throws Exception {
        Place place = newPlace();
        killAt(step, place);
        goOn(what, place, covered, new ArchiveFixture());
    }

    /** Half a file is no object: it does not count, and is aborted when nobody can be at it any more. */
    @Test
    void everyRecordIsArchivedExactlyOnceAfterAKillInsideAnUploadOfManyParts() throws Exception {
        Place place = newPlace();
        killAt("inside", place);
        assertThat(unfinishedUploads(place.config())).isEqualTo(1);
        goOn("part 1 of the first file is there", place, 0, ArchiveFixture.large());
        assertThat(unfinishedUploads(place.config()))
                .as("somebody may be at it")
                .isEqualTo(1);
        try (S3Archive later = archive(place.config(), Duration.ofDays(2))) {
            later.putFile("events/tenant=a/later.parquet", Files.write(directory.resolve("later"), new byte[10]));
        }
        assertThat(unfinishedUploads(place.config())).isZero();
    }

    private void goOn(String what, Place place, long covered, ArchiveFixture topic) throws Exception {
        try (S3Archive archive = archive(place.config(), Duration.ZERO)) {
            ArchiveStage stage = ArchiveFixture.stage(archive, directory.resolve("next"));
            long position = stage.resume(Set.of(ArchiveFixture.SOURCE)).get(ArchiveFixture.SOURCE);
            assertThat(position).as(what).isEqualTo(covered);
            while (position < ArchiveFixture.RECORDS) {
                Slice slice = topic.slice(position, position + ArchiveFixture.FLUSHED_AT);
                assertThat(stage.take(List.of(slice))).isInstanceOf(Taken.All.class);
                position = slice.next();
            }
            assertThat(ArchiveFixture.readBack(archive)).isEqualTo(topic.hashes());
        }
    }

    private void killAt(String step, Place place) throws Exception {
        Path config = Files.writeString(directory.resolve("s3.yaml"), place.yaml());
        Path log = directory.resolve("archiver.log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                KilledArchiver.class.getName(),
                step,
                config.toString(),
                Files.createDirectories(directory.resolve("killed")).toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", CephServer.ACCESS_KEY);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", CephServer.SECRET_KEY);
        Process process = builder.redirectError(log.toFile()).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); !"here".equals(line); line = output.readLine()) {
                assertThat(line)
                        .as("the archiver ended: " + Files.readString(log))
                        .isNotNull();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
