package io.wardlog.collector.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.collector.archive.directory.DirectoryArchive;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.Taken;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every step of the commit protocol × {fails before it persists, fails after it persisted} × {tries again, is killed and
 * starts anew}; after each the archive holds every record exactly once.
 */
public class ArchiveFaultTest {

    private static final Source SOURCE = ArchiveFixture.SOURCE;
    private static final int RECORDS = ArchiveFixture.RECORDS;

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    protected Path directory;

    private final ArchiveFixture topic = new ArchiveFixture();

    /** Steps 1 to 3 are the files of the first flush (three days), step 4 its manifest; 5 to 8 the second flush. */
    @ParameterizedTest(name = "step {0} fails, persisted: {1}, killed: {2}")
    @CsvSource({
        "1,false,false", "1,true,false", "1,false,true", "1,true,true",
        "2,false,false", "2,true,false", "2,false,true", "2,true,true",
        "3,false,false", "3,true,false", "3,false,true", "3,true,true",
        "4,false,false", "4,true,false", "4,false,true", "4,true,true",
        "6,false,false", "6,true,false", "6,false,true", "6,true,true",
        "8,false,false", "8,true,false", "8,false,true", "8,true,true"
    })
    void everyRecordIsArchivedExactlyOnce(int step, boolean persisted, boolean killed) throws IOException {
        FaultyArchive archive = new FaultyArchive(archive(), step, persisted);
        ArchiveStage stage = stage(archive);
        long position = stage.resume(Set.of(SOURCE)).get(SOURCE);
        boolean failed = false;
        while (position < RECORDS) {
            Slice slice = topic.slice(position, Math.min(RECORDS, position + ArchiveFixture.FLUSHED_AT));
            Taken taken = stage.take(List.of(slice));
            if (taken instanceof Taken.Busy && killed) {
                stage = stage(archive);
                position = stage.resume(Set.of(SOURCE)).get(SOURCE);
                failed = true;
            } else if (taken instanceof Taken.Busy) {
                assertThat(stage.durable().get(SOURCE)).isLessThanOrEqualTo(slice.start());
                failed = true;
            } else {
                position = slice.next();
            }
        }
        assertThat(failed).as("the fault was met").isTrue();
        stage.finish();
        assertThat(stage.durable().values()).allMatch(durable -> durable == RECORDS);
        assertThat(stage(archive).resume(Set.of(SOURCE))).isEqualTo(Map.of(SOURCE, (long) RECORDS));
        assertThat(ArchiveFixture.readBack(archive)).isEqualTo(topic.hashes());
    }

    /** The disk on which the collector itself works; where the archive is has room. */
    @Test
    void whileTheCollectorsOwnDiskIsFullTheArchiveWaitsAndThenHasEverything() throws IOException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        FullDisk disk = new FullDisk();
        Path work = directory.resolve("work");
        Archive archive = archive();
        InstantSource later = InstantSource.fixed(EventFixtures.START.plus(Duration.ofDays(3)));
        ArchiveStage stage = ArchiveFixture.stage(archive, work, disk, new ArchiveStage.Telemetry(later, meters));
        long position = stage.resume(Set.of(SOURCE)).get(SOURCE);
        Slice all = topic.slice(position, RECORDS);
        assertThat(stage.take(List.of(all)))
                .isInstanceOfSatisfying(
                        Taken.Busy.class, busy -> assertThat(busy.reason()).contains("the archive cannot be written"));
        assertThat(logs.events()).contains("archive_write_failed");
        assertThat(stage.durable().get(SOURCE)).as("nothing counts").isEqualTo(position);
        assertThat(age(meters)).isPositive();
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).as("what was begun takes no room").isEmpty();
        }
        disk.full = false;
        assertThat(stage.take(List.of(all))).isInstanceOf(Taken.All.class);
        stage.finish();
        assertThat(ArchiveFixture.readBack(archive)).isEqualTo(topic.hashes());
        assertThat(age(meters)).isZero();
    }

    private static double age(SimpleMeterRegistry meters) {
        return meters.get("wardlog.archive.unarchived.age.seconds").gauge().value();
    }

    /** Has room for a beginning of a file. */
    private static final class FullDisk implements TableFiles {
        private final TableFiles real = new ParquetFiles();
        private boolean full = true;

        @Override
        public String suffix() {
            return real.suffix();
        }

        @Override
        public void write(Path file, List<Column> columns, List<Row> rows) throws IOException {
            if (full) {
                Files.write(file, new byte[4_096]);
                throw new IOException("No space left on device");
            }
            real.write(file, columns, rows);
        }

        @Override
        public RowReader read(Path file, List<Column> columns) throws IOException {
            return real.read(file, columns);
        }
    }

    /**
     * Two processes that both believe to own the partition, as after a rebalance that one of them has not noticed: each reads on at its own pace,
     * writes when it has enough, and now and then loses the partition and gets it again.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void twoArchiversOfOnePartitionDoubleNothingAndLeaveNoHole(long seed) throws IOException {
        Random random = new Random(seed);
        Archive archive = archive();
        List<ArchiveStage> stages = List.of(
                ArchiveFixture.stage(archive, directory.resolve("work-1")),
                ArchiveFixture.stage(archive, directory.resolve("work-2")));
        long[] positions = new long[stages.size()];
        while (positions[0] < RECORDS || positions[1] < RECORDS) {
            int who = random.nextInt(stages.size());
            ArchiveStage stage = stages.get(who);
            if (random.nextInt(5) == 0) {
                stage.release(Set.of(SOURCE));
                positions[who] = stage.resume(Set.of(SOURCE)).get(SOURCE);
            } else if (positions[who] < RECORDS) {
                long next = Math.min(RECORDS, positions[who] + 1 + random.nextInt(8));
                assertThat(stage.take(List.of(topic.slice(positions[who], next))))
                        .isInstanceOf(Taken.All.class);
                positions[who] = next;
            }
        }
        stages.forEach(ArchiveStage::finish);
        assertThat(ArchiveFixture.readBack(archive)).isEqualTo(topic.hashes());
    }

    /** An empty archive; another kind of store makes its own. */
    protected Archive archive() throws IOException {
        return new DirectoryArchive(directory.resolve("archive"));
    }

    private ArchiveStage stage(Archive archive) throws IOException {
        return ArchiveFixture.stage(archive, directory.resolve("work"));
    }

    /** Fails once, at its n-th step. */
    private static final class FaultyArchive extends DelegatingArchive {
        private final int failingStep;
        private final boolean persisted;
        private int step;

        FaultyArchive(Archive target, int failingStep, boolean persisted) {
            super(target);
            this.failingStep = failingStep;
            this.persisted = persisted;
        }

        @Override
        protected void put(Put put) throws IOException {
            step++;
            boolean fails = step == failingStep;
            if (!fails || persisted) {
                put.run();
            }
            if (fails) {
                throw new IOException("injected");
            }
        }
    }
}
