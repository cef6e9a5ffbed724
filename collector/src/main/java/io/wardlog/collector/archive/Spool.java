package io.wardlog.collector.archive;

import io.wardlog.collector.consume.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of one partition that are read but not archived. In memory: Kafka still has them, and a writer that dies goes
 * on from the last manifest. Owned by the archiver's thread.
 */
final class Spool {

    private final ArchivedPartition source;
    private final Map<String, List<Row>> rows = new TreeMap<>();
    private final Map<String, ArchivedFile> written = new HashMap<>();
    private long start;
    private long next;
    private long records;
    private long bytes;
    private long oldestTimestampMs = Long.MAX_VALUE;
    private long openedNanos;

    Spool(ArchivedPartition source, long start) {
        this.source = source;
        this.start = start;
        this.next = start;
    }

    ArchivedPartition source() {
        return source;
    }

    /** Everything before it is in the archive, or was never a record. */
    long durable() {
        return records == 0 ? next : start;
    }

    /** Everything before it is in the archive or here. */
    long next() {
        return next;
    }

    /** How many records are here, dead letters included. */
    long records() {
        return records;
    }

    long bytes() {
        return bytes;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** The earliest timestamp of what is here; {@code Long.MAX_VALUE} when there is nothing. */
    long oldestTimestampMs() {
        return oldestTimestampMs;
    }

    /** A record was read: its row, or none for a dead letter, which the manifest covers all the same. */
    void add(StoredRecord stored, Row row, long nowNanos) {
        if (records == 0) {
            openedNanos = nowNanos;
        }
        records++;
        oldestTimestampMs = Math.min(oldestTimestampMs, stored.timestampMs());
        next = stored.offset() + 1;
        if (row != null) {
            rows.computeIfAbsent(row.folder(), folder -> new ArrayList<>()).add(row);
            bytes += row.size();
        }
    }

    /** Everything before this position was read. The start stays, so that manifests join without holes. */
    void readUpTo(long position) {
        next = Math.max(next, position);
    }

    /** The rows by folder. */
    Map<String, List<Row>> rows() {
        return rows;
    }

    /** The files that are in the archive already; kept when a later step fails, so that trying again writes only the rest. */
    Map<String, ArchivedFile> written() {
        return written;
    }

    Manifest manifest() {
        List<ArchivedFile> files = rows.keySet().stream().map(written::get).toList();
        return new Manifest(source, start, next, files);
    }

    /** The manifest is in the archive. */
    void archived() {
        rows.clear();
        written.clear();
        start = next;
        records = 0;
        bytes = 0;
        oldestTimestampMs = Long.MAX_VALUE;
    }
}
