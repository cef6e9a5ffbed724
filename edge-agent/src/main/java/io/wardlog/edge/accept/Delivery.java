package io.wardlog.edge.accept;

import java.util.Objects;

/**
 * That a message must be recorded exactly once until it is released (MQTT QoS 2), also over restarts: the session that it belongs to, and its
 * packet identifier there. A message with the same identifier, event type and bytes as one that is not released is a repeat, whatever else it
 * says of itself. One with other bytes is no repeat: no client sends a message again in other bytes, so the one before it is over.
 *
 * @param clientId the name of a session that {@link Sessions} has
 * @param packetIdentifier 1 to 65,535
 */
public record Delivery(String clientId, int packetIdentifier) {

    public Delivery {
        Objects.requireNonNull(clientId, "clientId");
    }
}
