package io.wardlog.edge.forward;

import io.wardlog.batch.BatchItem;
import io.wardlog.edge.entry.EventEntry;

/** A durable event that no batch holds yet, and its place in the journal. */
record PendingEvent(long ordinal, EventEntry event) {

    BatchItem item() {
        return new BatchItem(event.event(), event.sealed());
    }
}
