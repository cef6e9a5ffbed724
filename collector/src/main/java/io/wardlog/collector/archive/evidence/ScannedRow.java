package io.wardlog.collector.archive.evidence;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A row of a file that counts.
 *
 * @param file the file's name in the archive
 * @param number the row's number in the file, from 1
 * @param columns column name → position
 * @param values the values
 */
record ScannedRow(String file, long number, Map<String, Integer> columns, List<Object> values) {

    /** The bytes of a column, or null. */
    byte[] bytes(String column) {
        return (byte[]) values.get(columns.get(column));
    }

    /** The text of a column, or null. */
    String text(String column) {
        byte[] bytes = bytes(column);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The integer of a column, or null. */
    Long integer(String column) {
        return (Long) values.get(columns.get(column));
    }
}
