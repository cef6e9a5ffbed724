package io.wardlog.collector.archive;

import io.wardlog.collector.consume.Checked;
import io.wardlog.collector.consume.StoredRecord;
import java.util.List;

/** A topic as a table of the archive: its columns, and how a checked record becomes a row. Pure and thread-safe. */
public interface ArchiveTable {

    /** The topic that it archives. */
    String topic();

    List<Column> columns();

    /** The record's row, after this consumer's own check, or why the record is wrong. */
    Checked<Row> row(StoredRecord stored);
}
