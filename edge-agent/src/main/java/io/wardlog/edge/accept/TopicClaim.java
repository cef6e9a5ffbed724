package io.wardlog.edge.accept;

import java.util.Objects;

/** What the topic {@code wardlog/v1/{deviceId}/{eventType}} says; both parts as written, unchecked. */
public record TopicClaim(String deviceId, String eventType) {

    public TopicClaim {
        Objects.requireNonNull(deviceId, "deviceId");
        Objects.requireNonNull(eventType, "eventType");
    }
}
