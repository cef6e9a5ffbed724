package io.wardlog.local;

import io.wardlog.event.UuidV7;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A device message as a client would send it.
 *
 * @param deviceId who sends it
 * @param eventId its id
 * @param text the JSON, as it goes over the line
 */
record Message(String deviceId, String eventId, String text) {

    /** A message that every agent takes from a device that it knows. */
    static Message heartbeat(String deviceId) {
        String eventId = UuidV7.next(Instant.now(), ThreadLocalRandom.current()::nextLong);
        return new Message(
                deviceId,
                eventId,
                "{\"deviceId\":\"%s\",\"eventType\":\"device.heartbeat\",\"eventId\":\"%s\",\"eventTime\":\"%s\",\"payload\":{\"status\":\"ok\"}}"
                        .formatted(deviceId, eventId, Instant.now()));
    }

    /** Several of one device, as one request of HTTP: an array. */
    static Message array(List<Message> messages) {
        return together(messages, "[", ",", "]");
    }

    /** Several of one device, as lines of one connection over TCP; the last has no end. */
    static Message lines(List<Message> messages) {
        return together(messages, "", "\n", "");
    }

    private static Message together(List<Message> messages, String begin, String between, String end) {
        String text = messages.stream().map(Message::text).collect(Collectors.joining(between, begin, end));
        return new Message(messages.get(0).deviceId(), messages.get(0).eventId(), text);
    }

    /** The same with another text. */
    Message changed(UnaryOperator<String> change) {
        return new Message(deviceId, eventId, change.apply(text));
    }

    /** The type that the text claims, which MQTT's topic repeats. */
    String eventType() {
        String label = "\"eventType\":\"";
        int start = text.indexOf(label) + label.length();
        return text.substring(start, text.indexOf('"', start));
    }
}
