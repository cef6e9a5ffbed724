package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.TableFiles;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.verify.Finding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The events of an archive as the records of the topic that they were read from, so that a consumer can take them once more. */
public final class ArchivedEvents {
    private static final Pattern DAY = Pattern.compile("/date=(\\d{4}-\\d{2}-\\d{2})/");

    private final TableScan scan;

    private ArchivedEvents(Archive archive, TableFiles files, Set<String> skipped) {
        this.scan = new TableScan(archive, files, skipped);
    }

    /**
     * Looks at every file first: what is missing or does not read is a finding, and is left out, so that one damaged file does not keep the rest
     * from being read. The records themselves are not checked here.
     */
    public static ArchivedEvents examined(Archive archive, TableFiles files, Consumer<Finding> findings)
            throws IOException {
        FileCheck check = new FileCheck(archive, files, findings);
        check.run();
        return new ArchivedEvents(archive, files, check.unreadable());
    }

    /** Takes a record. */
    @FunctionalInterface
    public interface Taker {
        void take(StoredRecord stored) throws IOException;
    }

    /** Gives every record that counts, in the order of partitions and manifests; one that Kafka had lost and got again comes twice. */
    public void forEach(Taker taker) throws IOException {
        scan.forEach(Topics.EVENTS, row -> taker.take(stored(row)));
    }

    private static StoredRecord stored(ScannedRow row) {
        List<StoredRecord.Header> headers = new ArrayList<>();
        headers.add(header(RecordHeaders.HASH, row.text("hash")));
        headers.add(header(RecordHeaders.BATCH, row.text("batchHash")));
        headers.add(header(RecordHeaders.INDEX, Long.toString(row.integer("batchIndex"))));
        headers.add(header(RecordHeaders.VERDICT, row.text("verdict")));
        Optional.ofNullable(row.text("quarantine"))
                .ifPresent(code -> headers.add(header(RecordHeaders.QUARANTINE, code)));
        String key = row.text("tenantId") + "/" + row.text("deviceId");
        return new StoredRecord(
                new Source(Topics.EVENTS, Math.toIntExact(row.integer("kafkaPartition"))),
                row.integer("kafkaOffset"),
                dayOf(row.file()),
                key.getBytes(StandardCharsets.UTF_8),
                row.bytes("event"),
                headers);
    }

    /** The record's own time is not in the archive; its day is in the file's name, and more of it nobody needs. */
    private static long dayOf(String file) {
        Matcher day = DAY.matcher(file);
        return day.find()
                ? LocalDate.parse(day.group(1))
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli()
                : 0;
    }

    private static StoredRecord.Header header(String name, String value) {
        return new StoredRecord.Header(name, value.getBytes(StandardCharsets.US_ASCII));
    }
}
