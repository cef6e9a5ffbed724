package io.wardlog.edge.state;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.hash.Hash;

/** A message with an id that was accepted: what a repeat of it is compared with and answered with. */
public record Remembered(
        String deviceEventId, Hash messageDigest, String eventId, long sequenceNumber, Hash hash, long atMicros) {

    static Remembered of(EventEntry event) {
        var key = event.repeatKey().orElseThrow();
        // One string object for both, as they are equal in all but a few
        String eventId = key.eventId().equals(key.deviceEventId()) ? key.deviceEventId() : key.eventId();
        return new Remembered(
                key.deviceEventId(),
                key.messageDigest(),
                eventId,
                event.sequenceNumber(),
                event.hash(),
                event.ingestionMicros());
    }

    static Remembered read(Fields in) {
        String deviceEventId = in.text();
        String other = in.text();
        return new Remembered(
                deviceEventId, in.hash(), other.isEmpty() ? deviceEventId : other, in.i64(), in.hash(), in.i64());
    }

    void write(FieldsWriter out) {
        out.text(deviceEventId)
                .text(eventId.equals(deviceEventId) ? "" : eventId)
                .hash(messageDigest)
                .i64(sequenceNumber)
                .hash(hash)
                .i64(atMicros);
    }
}
