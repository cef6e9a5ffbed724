package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Column;
import io.wardlog.collector.archive.table.DisclosureTable;
import io.wardlog.collector.archive.table.EventTable;
import io.wardlog.collector.archive.table.ProofTable;
import io.wardlog.collector.consume.EventCheck;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tables that an archive can hold. */
final class Tables {

    private static final List<ArchiveTable> ALL =
            List.of(new EventTable(new EventCheck()), new ProofTable(), new DisclosureTable());

    private Tables() {}

    /** A table's columns and where each stands. */
    record Columns(List<Column> list, Map<String, Integer> positions) {}

    static Columns columnsOf(String topic) throws IOException {
        List<Column> columns = ALL.stream()
                .filter(table -> table.topic().equals(topic))
                .findFirst()
                .orElseThrow(() -> new IOException("the archive holds a topic that is not known: " + topic))
                .columns();
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i).name(), i);
        }
        return new Columns(columns, positions);
    }
}
