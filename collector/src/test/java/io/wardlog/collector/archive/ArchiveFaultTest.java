package io.wardlog.collector.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.archive.directory.DirectoryArchive;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.archive.table.EventTable;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.consume.Taken;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every step of the commit protocol × {fails before it persists, fails after it persisted} × {tries again, is killed and
 * starts anew}; after each the archive holds every record exactly once.
 */
public class ArchiveFaultTest {

    private static final Source SOURCE = new Source(Topics.EVENTS, 0);
    private static final String DEVICE = "pump-1";
    private static final int RECORDS = 30;

    @TempDir
    protected Path directory;

    private final List<StoredRecord> topic = topic();

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
            Slice slice = slice(position, Math.min(RECORDS, position + 15));
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
        assertThat(readBack(archive))
                .isEqualTo(topic.stream()
                        .map(record -> record.header(RecordHeaders.HASH).orElseThrow())
                        .toList());
    }

    /** An empty archive; another kind of store makes its own. */
    protected Archive archive() throws IOException {
        return new DirectoryArchive(directory.resolve("archive"));
    }

    private ArchiveStage stage(Archive archive) throws IOException {
        Archiver archiver = new Archiver(
                archive, new ParquetFiles(), name -> "topic-id", WorkDirectory.emptied(directory.resolve("work")));
        FlushPolicy policy = new FlushPolicy(Duration.ofHours(1), 15, Long.MAX_VALUE, Long.MAX_VALUE);
        return new ArchiveStage(
                List.of(new EventTable(new EventCheck())),
                archiver,
                (stored, role, code, detail) -> {
                    throw new AssertionError(code + " " + detail);
                },
                policy,
                new ArchiveStage.Telemetry(InstantSource.system(), new SimpleMeterRegistry()));
    }

    /** The hashes in offset order, read as every reader must: listed files only, in the part that counts. */
    private static List<String> readBack(Archive archive) throws IOException {
        List<String> hashes = new ArrayList<>();
        List<Column> columns = List.of(EventTable.HASH, EventTable.OFFSET);
        for (ArchivedPartition partition : archive.partitions()) {
            List<Manifest> manifests = archive.manifests(partition).stream()
                    .map(reading -> ((ManifestReading.Read) reading).manifest())
                    .toList();
            for (Coverage.Part part : Coverage.of(manifests)) {
                List<List<Object>> rows = new ArrayList<>();
                for (ArchivedFile file : part.manifest().files()) {
                    try (TableFiles.RowReader reader = new ParquetFiles().read(archive.file(file.name()), columns)) {
                        for (List<Object> row = reader.next(); row != null; row = reader.next()) {
                            rows.add(row);
                        }
                    }
                }
                rows.stream()
                        .filter(row -> (long) row.get(1) >= part.from() && (long) row.get(1) < part.to())
                        .sorted((a, b) -> Long.compare((long) a.get(1), (long) b.get(1)))
                        .forEach(row -> hashes.add(new String((byte[]) row.get(0), StandardCharsets.US_ASCII)));
            }
        }
        return hashes;
    }

    private Slice slice(long start, long next) {
        return new Slice(SOURCE, start, next, topic.subList((int) start, (int) next));
    }

    /** Two records of three are sealed, with timestamps of two other days: three files a flush. */
    private static List<StoredRecord> topic() {
        EventFixtures chain = new EventFixtures(DEVICE);
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] event = chain.next(1).get(0);
            if (i % 3 == 0) {
                records.add(EventFixtures.record(event, DEVICE, i, Optional.empty()));
            } else {
                records.add(sealed(event, i));
            }
        }
        return records;
    }

    private static StoredRecord sealed(byte[] event, int offset) {
        Hash hash = EventHash.of(event);
        return new StoredRecord(
                SOURCE,
                offset,
                EventFixtures.START.plus(Duration.ofDays(offset % 3)).toEpochMilli(),
                EventFixtures.key(DEVICE),
                EventFixtures.sealed(hash, "phi_in_clear"),
                EventFixtures.headers(hash, Optional.of("phi_in_clear")));
    }

    /** Fails once, at its n-th step. */
    private static final class FaultyArchive implements Archive {

        private final Archive target;
        private final int failingStep;
        private final boolean persisted;
        private int step;

        FaultyArchive(Archive target, int failingStep, boolean persisted) {
            this.target = target;
            this.failingStep = failingStep;
            this.persisted = persisted;
        }

        @Override
        public void putFile(String name, Path local) throws IOException {
            run(() -> target.putFile(name, local));
        }

        @Override
        public void putManifest(Manifest manifest) throws IOException {
            run(() -> target.putManifest(manifest));
        }

        @Override
        public List<ManifestReading> manifests(ArchivedPartition source) throws IOException {
            return target.manifests(source);
        }

        @Override
        public List<ArchivedPartition> partitions() throws IOException {
            return target.partitions();
        }

        @Override
        public Path file(String name) throws IOException {
            return target.file(name);
        }

        private void run(Step action) throws IOException {
            step++;
            boolean fails = step == failingStep;
            if (!fails || persisted) {
                action.run();
            }
            if (fails) {
                throw new IOException("injected");
            }
        }

        private interface Step {
            void run() throws IOException;
        }
    }
}
