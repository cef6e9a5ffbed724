package io.wardlog.edge.entry;

import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;

/**
 * What a repeat is known by. Layout: text id, 32-byte digest, text eventId.
 *
 * @param deviceEventId the id that the device gave
 * @param messageDigest keyed digest of the message as received; the plain SHA-256 in entries of an agent that had no digest key yet
 * @param eventId the id in the record: the device's own, or the agent's when that one was not usable
 */
public record RepeatKey(String deviceEventId, Hash messageDigest, String eventId) {

    static RepeatKey read(Fields in) {
        RepeatKey key = new RepeatKey(in.text(), in.hash(), in.text());
        if (!UuidV7.isUuidV7(key.eventId)) {
            throw new IllegalArgumentException("the id in the record is no UUIDv7");
        }
        return key;
    }

    /** How long it is when its texts are ASCII. */
    int length() {
        return FieldsWriter.length(deviceEventId) + Hash.LENGTH + FieldsWriter.length(eventId);
    }

    void write(FieldsWriter out) {
        out.text(deviceEventId).hash(messageDigest).text(eventId);
    }
}
