package io.wardlog.edge.accept;

import io.wardlog.event.Criticality;
import io.wardlog.event.DeviceMessage;
import io.wardlog.hash.Hash;
import io.wardlog.schema.EventSchema;

/**
 * A message that may be recorded.
 *
 * @param arrival as it came
 * @param digest of the message as received, see {@link MessageDigests}
 */
record CheckedMessage(Arrival arrival, DeviceMessage message, EventSchema schema, Hash digest) {

    static CheckedMessage of(Arrival arrival, MessageCheck.Result.Valid valid, MessageDigests digests) {
        return new CheckedMessage(arrival, valid.message(), valid.schema(), digests.of(arrival));
    }

    /** The digest that a version before digests were keyed has remembered it by. */
    Hash plainDigest() {
        return MessageDigests.plain(arrival);
    }

    Criticality criticality() {
        return schema.criticalityOf(message.payload());
    }
}
