package io.wardlog.collector.archive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.Stage;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.consume.Taken;
import io.wardlog.collector.deadletter.DeadLetters;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts topics into the archive. Rows gather in memory; then {@link Archiver} writes their files one at a time and at last
 * the manifest, which alone makes them count and alone says where to go on. Kafka's committed offsets only follow.
 */
public final class ArchiveStage implements Stage {

    /** The role's name. */
    public static final String ROLE = "archive";

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveStage.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Map<String, ArchiveTable> tables;
    private final Archiver archiver;
    private final DeadLetters deadLetters;
    private final FlushPolicy policy;
    private final InstantSource clock;
    private final Map<Source, Spool> spools = new HashMap<>();
    private final AtomicLong oldestTimestampMs = new AtomicLong(Long.MAX_VALUE);
    private final Counter archivedRecords;

    /** Freshness is {@code wardlog.archive.unarchived.age.seconds}: the age of the oldest record read and not archived. */
    public ArchiveStage(
            List<ArchiveTable> tables,
            Archiver archiver,
            DeadLetters deadLetters,
            FlushPolicy policy,
            Telemetry telemetry) {
        this.tables = tables.stream().collect(Collectors.toMap(ArchiveTable::topic, Function.identity()));
        this.archiver = archiver;
        this.deadLetters = deadLetters;
        this.policy = policy;
        this.clock = telemetry.clock();
        this.archivedRecords = Counter.builder("wardlog.archive.records")
                .description("Records that a manifest covers since the start")
                .register(telemetry.meters());
        Gauge.builder("wardlog.archive.unarchived.age.seconds", oldestTimestampMs, this::ageSeconds)
                .description("Age of the oldest record that was read and is not archived; 0 when there is none")
                .register(telemetry.meters());
    }

    /** Where the stage tells the time and counts. */
    public record Telemetry(InstantSource clock, MeterRegistry meters) {}

    @Override
    public Map<Source, Long> resume(Set<Source> gained) throws IOException {
        Map<Source, Long> positions = new HashMap<>();
        for (Source source : gained) {
            positions.put(source, archiver.resume(source));
        }
        return positions;
    }

    @Override
    public void release(Set<Source> lost) {
        spools.keySet().removeAll(lost);
        updateAge();
    }

    @Override
    public Taken take(List<Slice> slices) {
        try {
            for (Slice slice : slices) {
                add(slice);
            }
            flushDue();
            return new Taken.All();
        } catch (IOException e) {
            LOG.atError().setCause(e).log("archive_write_failed");
            return new Taken.Busy(
                    RETRY_AFTER,
                    "the archive cannot be written: " + e.getClass().getSimpleName());
        } finally {
            updateAge();
        }
    }

    @Override
    public Map<Source, Long> durable() {
        Map<Source, Long> durable = new HashMap<>();
        spools.forEach((source, spool) -> durable.put(source, spool.durable()));
        return durable;
    }

    @Override
    public void finish() {
        try {
            for (Spool spool : spools.values()) {
                flush(spool);
            }
        } catch (IOException e) {
            LOG.atError().setCause(e).log("archive_not_written_at_stop");
        }
    }

    /** A slice may come again after Busy: what is before the spool's end is known. */
    private void add(Slice slice) throws IOException {
        Spool spool = spools.get(slice.source());
        if (spool == null) {
            spool = new Spool(archiver.identify(slice.source()), slice.start());
            spools.put(slice.source(), spool);
        }
        ArchiveTable table = tables.get(slice.source().topic());
        for (StoredRecord stored : slice.records()) {
            if (stored.offset() >= spool.next()) {
                spool.add(stored, rowOf(table, stored), System.nanoTime());
            }
        }
        spool.readUpTo(slice.next());
    }

    private Row rowOf(ArchiveTable table, StoredRecord stored) {
        Checked<Row> checked = table.row(stored);
        if (checked instanceof Checked.Wrong<Row> wrong) {
            deadLetters.send(stored, ROLE, wrong.code(), wrong.detail());
            return null;
        }
        return ((Checked.Sound<Row>) checked).value();
    }

    private void flushDue() throws IOException {
        for (Spool spool : spools.values()) {
            if (isDue(spool)) {
                flush(spool);
            }
        }
        while (spools.values().stream().mapToLong(Spool::bytes).sum() > policy.totalBytes()) {
            flush(spools.values().stream()
                    .max(Comparator.comparingLong(Spool::bytes))
                    .orElseThrow());
        }
    }

    private boolean isDue(Spool spool) {
        boolean old = System.nanoTime() - spool.openedNanos() >= policy.age().toNanos();
        return spool.records() > 0 && (old || spool.records() >= policy.records() || spool.bytes() >= policy.bytes());
    }

    private void flush(Spool spool) throws IOException {
        if (spool.records() > 0) {
            long records = spool.records();
            archiver.write(spool, tables.get(spool.source().topic()).columns());
            archivedRecords.increment(records);
        }
    }

    private void updateAge() {
        oldestTimestampMs.set(spools.values().stream()
                .mapToLong(Spool::oldestTimestampMs)
                .min()
                .orElse(Long.MAX_VALUE));
    }

    private double ageSeconds(AtomicLong oldest) {
        long timestampMs = oldest.get();
        return timestampMs == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - timestampMs) / 1_000.0;
    }
}
