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
        int slash = topic.indexOf('/', PREFIX.length());
        if (slash < 0) {
            return Optional.empty();
        }
        String device = topic.substring(PREFIX.length(), slash);
        String eventType = topic.substring(slash + 1);
        return Identifiers.isDevice(device) && Identifiers.isEventType(eventType)
                ? Optional.of(new TopicClaim(device, eventType))
                : Optional.empty();
    }
}
