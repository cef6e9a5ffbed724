package io.wardlog.collector.consume;

import java.util.List;

/**
 * Everything that a source holds from offset {@code start} to before {@code next}: the records in offset order. Offsets
 * without a record are transaction markers, aborted or compacted records, never a loss.
 */
public record Slice(Source source, long start, long next, List<StoredRecord> records) {

    public Slice {
        if (start < 0 || next <= start) {
            throw new IllegalArgumentException("a slice covers at least one offset: [" + start + ", " + next + ")");
        }
        records = List.copyOf(records);
    }
}
