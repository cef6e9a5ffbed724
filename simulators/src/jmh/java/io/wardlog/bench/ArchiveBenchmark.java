package io.wardlog.bench;

import io.wardlog.collector.archive.Row;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.archive.table.EventTable;
import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.edge.accept.AcceptPath;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** P11: a Kafka partition's events, checked and written as one file of the archive; without Kafka, sync and object storage. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(ArchiveBenchmark.ROWS)
public class ArchiveBenchmark {
    /** Rows of a file: five seconds of one partition at 1,000 events/s. */
    static final int ROWS = 5_000;

    private final EventTable table = new EventTable(new EventCheck());
    private final ParquetFiles files = new ParquetFiles();
    private final List<StoredRecord> records = new ArrayList<>();
    private Path directory;

    @Setup
    public void setUp() throws Exception {
        directory = Files.createTempDirectory("wardlog-archive-benchmark-");
        while (records.size() < ROWS) {
            // Messages of their own each time: equal rows would compress better than real ones
            Material material = new Material();
            String batch = Sha256.of(material.frame.header()).hex();
            for (int i = 0; i < Material.COUNT; i++) {
                String device = material.arrivals.get(i).device().deviceId();
                records.add(record(device, material.events.get(i), batch));
            }
        }
    }

    private StoredRecord record(String device, AcceptPath.Chained event, String batch) {
        int offset = records.size();
        String key = AcceptPath.AGENT.tenantId() + "/" + device;
        return new StoredRecord(
                new Source(Topics.EVENTS, 0),
                offset,
                1_795_000_000_000L,
                key.getBytes(StandardCharsets.UTF_8),
                event.event(),
                List.of(
                        header(RecordHeaders.HASH, event.hash().hex()),
                        header(RecordHeaders.BATCH, batch),
                        header(RecordHeaders.INDEX, Integer.toString(offset % Material.COUNT)),
                        header(RecordHeaders.VERDICT, RecordHeaders.VERDICT_OK)));
    }

    private static StoredRecord.Header header(String name, String value) {
        return new StoredRecord.Header(name, value.getBytes(StandardCharsets.UTF_8));
    }

    @Benchmark
    public long checkAndWrite() throws IOException {
        List<Row> rows = new ArrayList<>(ROWS);
        for (StoredRecord record : records) {
            if (!(table.row(record) instanceof Checked.Sound<Row> sound)) {
                throw new IllegalStateException("not sound: " + table.row(record));
            }
            rows.add(sound.value());
        }
        return write(rows);
    }

    private long write(List<Row> rows) throws IOException {
        Path file = directory.resolve("rows" + files.suffix());
        files.write(file, table.columns(), rows);
        long bytes = Files.size(file);
        Files.delete(file);
        return bytes;
    }

    @TearDown
    public void tearDown() throws IOException {
        Files.delete(directory);
    }
}
