package io.wardlog.edge.accept;

import io.wardlog.event.Criticality;
import io.wardlog.event.DeviceMessage;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.EventSchema;
import java.nio.charset.StandardCharsets;

/**
 * A message that may be recorded.
 *
 * @param arrival as it came
 * @param digest SHA-256 of the message as received: of its topic's event type, if any, and its body
 */
record CheckedMessage(Arrival arrival, DeviceMessage message, EventSchema schema, Hash digest) {

    static CheckedMessage of(Arrival arrival, MessageCheck.Result.Valid valid) {
        byte[] topic = arrival.topic()
                .map(claim -> (claim.eventType() + "\n").getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
        return new CheckedMessage(arrival, valid.message(), valid.schema(), Sha256.of(topic, arrival.body()));
    }

    Criticality criticality() {
        return schema.criticalityOf(message.payload());
    }
}
