package io.wardlog.collector.archive;

import java.util.Arrays;
import java.util.List;

/**
 * One row on its way into the archive.
 *
 * @param folder the folder that its file belongs to, for example {@code events/tenant=t/hospital=h/date=2026-11-23}
 * @param values in the order of the table's columns; null where an optional column is empty
 */
public record Row(String folder, List<Object> values) {

    /** A row of these values; null stands for an empty optional column. */
    public static Row of(String folder, Object... values) {
        return new Row(folder, Arrays.asList(values));
    }

    /** About how many bytes it holds in memory; what flushing by size counts. */
    public long size() {
        long size = 64;
        for (Object value : values) {
            size += value instanceof byte[] bytes ? 16 + bytes.length : 16;
        }
        return size;
    }
}
