package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.ArchiveTable;
import io.wardlog.collector.archive.Column;
import io.wardlog.collector.archive.table.DisclosureTable;
import io.wardlog.collector.archive.table.EventTable;
import io.wardlog.collector.archive.table.ProofTable;
import io.wardlog.collector.consume.EventCheck;
import java.io.IOException;
import java.util.List;

/** The tables that an archive can hold. */
final class Tables {

    private static final List<ArchiveTable> ALL =
            List.of(new EventTable(new EventCheck()), new ProofTable(), new DisclosureTable());

    private Tables() {}

    static List<Column> columnsOf(String topic) throws IOException {
        return ALL.stream()
                .filter(table -> table.topic().equals(topic))
                .findFirst()
                .orElseThrow(() -> new IOException("the archive holds a topic that is not known: " + topic))
                .columns();
    }
}
