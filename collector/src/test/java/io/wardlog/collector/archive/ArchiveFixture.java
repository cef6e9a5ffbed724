package io.wardlog.collector.archive;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.archive.table.EventTable;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.disclosure.SealedEvent;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A topic of thirty events in memory, and the archive's stage for it: three files and a manifest for each half. */
public final class ArchiveFixture {
    /** The only partition. */
    public static final Source SOURCE = new Source(Topics.EVENTS, 0);

    /** How many records there are. */
    public static final int RECORDS = 30;

    /** How many of them are archived at once. */
    public static final int FLUSHED_AT = 15;

    private static final String DEVICE = "pump-1";

    /** Near the most that a sealed event may have. */
    private static final int LARGE = 700_000;

    private static final int SMALL = 256;

    private final List<StoredRecord> records;

    /** Small events. */
    public ArchiveFixture() {
        this(SMALL, 3);
    }

    private ArchiveFixture(int sealedBytes, int days) {
        records = topic(sealedBytes, days);
    }

    /** The same with large sealed events, all of one day: the first of two files a flush has more than 5 MiB. */
    public static ArchiveFixture large() {
        return new ArchiveFixture(LARGE, 1);
    }

    /** A stage that writes to this archive; {@code work} is a directory of its own. */
    public static ArchiveStage stage(Archive archive, Path work) throws IOException {
        return stage(
                archive,
                work,
                new ParquetFiles(),
                new ArchiveStage.Telemetry(InstantSource.system(), new SimpleMeterRegistry()));
    }

    /** The same, whose files are written in this way, with a clock and meters of the test's own. */
    public static ArchiveStage stage(Archive archive, Path work, TableFiles files, ArchiveStage.Telemetry telemetry)
            throws IOException {
        Archiver archiver = new Archiver(archive, files, name -> "topic-id", WorkDirectory.emptied(work));
        FlushPolicy policy = new FlushPolicy(Duration.ofHours(1), FLUSHED_AT, Long.MAX_VALUE, Long.MAX_VALUE);
        return new ArchiveStage(
                List.of(new EventTable(new EventCheck())),
                archiver,
                (stored, role, code, detail) -> {
                    throw new AssertionError(code + " " + detail);
                },
                policy,
                telemetry);
    }

    /** The hashes in offset order, read as every reader must: listed files only, in the part that counts. */
    public static List<String> readBack(Archive archive) throws IOException {
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

    /** The records of a range of offsets. */
    public Slice slice(long start, long next) {
        return new Slice(SOURCE, start, next, records.subList((int) start, (int) next));
    }

    /** The hashes that the archive must hold, in offset order. */
    public List<String> hashes() {
        return records.stream()
                .map(record -> record.header(RecordHeaders.HASH).orElseThrow())
                .toList();
    }

    /** Two records of three are sealed, with timestamps of two other days: three files a flush. */
    private static List<StoredRecord> topic(int sealedBytes, int days) {
        EventFixtures chain = new EventFixtures(DEVICE);
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] event = chain.next(1).get(0);
            if (i % 3 == 0) {
                records.add(EventFixtures.record(event, DEVICE, i, Optional.empty()));
            } else {
                records.add(sealed(event, i, i % days, sealedBytes));
            }
        }
        return records;
    }

    private static StoredRecord sealed(byte[] event, int offset, int day, int bytes) {
        Hash hash = EventHash.of(event);
        byte[] block = new byte[bytes];
        new Random(offset).nextBytes(block); // which nothing makes smaller
        block[0] = 1;
        return new StoredRecord(
                SOURCE,
                offset,
                EventFixtures.START.plus(Duration.ofDays(day)).toEpochMilli(),
                EventFixtures.key(DEVICE),
                SealedEvent.of(block, hash, "phi_in_clear").canonical(),
                EventFixtures.headers(hash, Optional.of("phi_in_clear")));
    }
}
