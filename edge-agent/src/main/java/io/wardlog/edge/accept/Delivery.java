package io.wardlog.edge.accept;

import java.util.Objects;

/**
 * That a message must be recorded exactly once until it is released (MQTT QoS 2), also over restarts: the session that it belongs to, and its
 * packet identifier there. It is a repeat when it may be one and has the same identifier, event type and bytes as one that is not released.
 *
 * @param clientId the name of a session that {@link Sessions} has
 * @param packetIdentifier 1 to 65,535
 * @param mayBeRepeat whether the client says that it sends the message again (DUP, which it must), or has sent one under this identifier in the same
 *     connection. Any other message is a new one, also of the same bytes: its client has forgotten the one before it
 */
public record Delivery(String clientId, int packetIdentifier, boolean mayBeRepeat) {

    public Delivery {
        Objects.requireNonNull(clientId, "clientId");
    }
}
