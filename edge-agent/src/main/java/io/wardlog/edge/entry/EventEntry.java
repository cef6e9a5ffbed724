package io.wardlog.edge.entry;

import io.wardlog.hash.Hash;
import java.util.Optional;

/**
 * One event in its chain. Layout: text deviceId, i64 sequenceNumber, 32-byte event hash, i64 ingestion time in
 * microseconds since 1970, i64 device sequence (-1 for none), optional {@link RepeatKey}, bytes event, bytes sealed block
 * (empty for none).
 *
 * @param deviceId whose chain it is
 * @param hash of the event's bytes
 * @param ingestionMicros the event's {@code ingestionTime}
 * @param deviceSequence the device's own counter, -1 when it gave none
 * @param repeatKey what a repeat of the message is known by, absent when the device gave no id
 * @param event the canonical bytes
 * @param sealed the sealed disclosures, empty when there are none
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the record's content and never change
public record EventEntry(
        String deviceId,
        long sequenceNumber,
        Hash hash,
        long ingestionMicros,
        long deviceSequence,
        Optional<RepeatKey> repeatKey,
        byte[] event,
        byte[] sealed)
        implements Entry {

    static final byte KIND = 2;

    static EventEntry read(Fields in) {
        return new EventEntry(
                in.text(),
                in.i64(),
                in.hash(),
                in.i64(),
                in.i64(),
                in.optional(RepeatKey::read),
                in.bytes(),
                in.bytes());
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        return new FieldsWriter(length())
                .text(deviceId)
                .i64(sequenceNumber)
                .hash(hash)
                .i64(ingestionMicros)
                .i64(deviceSequence)
                .optional(repeatKey, (out, key) -> key.write(out))
                .bytes(event)
                .bytes(sealed)
                .toBytes();
    }

    /** The payload's length when its texts are ASCII, as nearly all are. */
    private int length() {
        int key = repeatKey.map(RepeatKey::length).orElse(0);
        return FieldsWriter.length(deviceId)
                + 3 * Long.BYTES
                + Hash.LENGTH
                + 1
                + key
                + 2 * Integer.BYTES
                + event.length
                + sealed.length;
    }
}
