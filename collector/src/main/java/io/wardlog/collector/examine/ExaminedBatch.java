package io.wardlog.collector.examine;

import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.hash.Hash;
import java.util.List;

/**
 * A batch that holds together: its registered agent signed it, and its events are the ones that were signed.
 *
 * @param frame the decoded frame
 * @param header the header
 * @param hash the batch hash
 * @param events the events in order
 */
public record ExaminedBatch(BatchFrame frame, BatchHeader header, Hash hash, List<ExaminedEvent> events) {
    /** Copies the list. */
    public ExaminedBatch {
        events = List.copyOf(events);
    }
}
