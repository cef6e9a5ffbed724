package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchivedFile;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Coverage;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.collector.archive.TableFiles;
import io.wardlog.collector.archive.table.EventTable;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Reads the rows that count of one topic: of listed files, in the part of their manifest that coverage gives it. */
final class TableScan {

    private final Archive archive;
    private final TableFiles files;
    private final Set<String> skipped;

    TableScan(Archive archive, TableFiles files, Set<String> skipped) {
        this.archive = archive;
        this.files = files;
        this.skipped = skipped;
    }

    /** Takes a row. */
    interface RowConsumer {
        void accept(ScannedRow row) throws IOException;
    }

    void forEach(String topic, RowConsumer rows) throws IOException {
        for (ArchivedPartition partition : archive.partitions()) {
            if (partition.topic().equals(topic)) {
                List<Manifest> manifests = archive.manifests(partition).stream()
                        .filter(ManifestReading.Read.class::isInstance)
                        .map(reading -> ((ManifestReading.Read) reading).manifest())
                        .toList();
                for (Coverage.Part part : Coverage.of(manifests)) {
                    scan(topic, part, rows);
                }
            }
        }
    }

    private void scan(String topic, Coverage.Part part, RowConsumer rows) throws IOException {
        Tables.Columns columns = Tables.columnsOf(topic);
        int offset = columns.list().indexOf(EventTable.OFFSET);
        for (ArchivedFile file : part.manifest().files()) {
            if (skipped.contains(file.name())) {
                continue;
            }
            try (TableFiles.RowReader reader = files.read(archive.file(file.name()), columns.list())) {
                long number = 0;
                for (List<Object> values = reader.next(); values != null; values = reader.next()) {
                    number++;
                    long at = (Long) values.get(offset);
                    if (at >= part.from() && at < part.to()) {
                        rows.accept(new ScannedRow(file.name(), number, columns.positions(), values));
                    }
                }
            }
        }
    }
}
