package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.TopicClaim;
import io.wardlog.event.Identifiers;
import java.util.Optional;

/** Topics {@code wardlog/v1/{deviceId}/{eventType}}. */
final class Topics {

    private static final String PREFIX = "wardlog/v1/";

    private Topics() {}

    /** What the topic claims; empty when it is not of the form. */
    static Optional<TopicClaim> parse(String topic) {
        if (topic == null || !topic.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = topic.substring(PREFIX.length()).split("/", -1);
        return parts.length == 2 && Identifiers.isDevice(parts[0]) && Identifiers.isEventType(parts[1])
                ? Optional.of(new TopicClaim(parts[0], parts[1]))
                : Optional.empty();
    }
}
