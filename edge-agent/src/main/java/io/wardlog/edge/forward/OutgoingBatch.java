package io.wardlog.edge.forward;

import io.wardlog.hash.Hash;
import io.wardlog.trace.EventTraces;
import java.util.List;

/**
 * What goes to the collector at once.
 *
 * @param frame the bytes that were signed; the only part that counts
 * @param events the hashes of the batch's events, in their order
 * @param traces goes beside it, unsigned
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record OutgoingBatch(byte[] frame, List<Hash> events, EventTraces traces) {

    /** A frame alone, when nothing else is known of it. */
    public static OutgoingBatch of(byte[] frame) {
        return new OutgoingBatch(frame, List.of(), EventTraces.NONE);
    }

    /** The same with other traces. */
    public OutgoingBatch with(EventTraces other) {
        return new OutgoingBatch(frame, events, other);
    }
}
