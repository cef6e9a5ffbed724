package io.wardlog.edge.forward;

import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.hash.Hash;
import io.wardlog.trace.EventTraces;
import java.util.List;

/**
 * A batch that was just sealed.
 *
 * @param entry what is journaled before the first byte is sent
 * @param frame the bytes to send
 * @param events the hashes of its events, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record SealedBatch(BatchEntry entry, byte[] frame, List<Hash> events) {

    /** How many events it holds. */
    int count() {
        return events.size();
    }

    /** As it is sent, without traces. */
    OutgoingBatch outgoing() {
        return new OutgoingBatch(frame, events, EventTraces.NONE);
    }
}
