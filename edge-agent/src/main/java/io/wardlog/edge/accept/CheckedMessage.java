package io.wardlog.edge.accept;

import io.wardlog.event.Criticality;
import io.wardlog.event.DeviceMessage;
import io.wardlog.hash.Hash;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.MessageContent;

/**
 * A message that may be recorded.
 *
 * @param arrival as it came
 * @param content what the event takes over from it
 * @param digest of the message as received, see {@link MessageDigests}
 */
record CheckedMessage(Arrival arrival, DeviceMessage message, EventSchema schema, MessageContent content, Hash digest) {

    static CheckedMessage of(Arrival arrival, MessageCheck.Result.Valid valid, MessageDigests digests) {
        return new CheckedMessage(arrival, valid.message(), valid.schema(), valid.content(), digests.of(arrival));
    }

    /** What an agent that had no digest key yet has remembered it by. */
    Hash plainDigest() {
        return MessageDigests.plain(arrival);
    }

    Criticality criticality() {
        return content.criticality();
    }
}
