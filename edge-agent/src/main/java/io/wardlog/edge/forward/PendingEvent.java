package io.wardlog.edge.forward;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.hash.Hash;

/** What is kept of a durable event that no batch holds yet, beside its bytes: its places in the journal and in its chain. */
record PendingEvent(long ordinal, String deviceId, long sequenceNumber, Hash hash, long ingestionMicros) {

    static PendingEvent of(long ordinal, EventEntry event) {
        return new PendingEvent(
                ordinal, event.deviceId(), event.sequenceNumber(), event.hash(), event.ingestionMicros());
    }
}
