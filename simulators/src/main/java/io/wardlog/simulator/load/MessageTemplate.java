package io.wardlog.simulator.load;

import io.wardlog.simulator.link.SimulatedMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a simulated device once said, with its id, time and counter cut out, so that any device can say it now. Immutable.
 *
 * @param between what stands between the places where the device's id belongs
 */
record MessageTemplate(String eventType, List<String> between) {
    private static final String COUNTER = "\"deviceSequence\":";

    /** Cuts what is the device's own out of a message of the device with that id, which occurs nowhere else in it. */
    static MessageTemplate of(SimulatedMessage message, String deviceId) {
        String body = new String(message.body(), StandardCharsets.UTF_8);
        int counter = body.indexOf(COUNTER) + COUNTER.length();
        int rest = body.indexOf(',', counter);
        return new MessageTemplate(
                message.eventType(), List.of(body.substring(rest).split(deviceId, -1)));
    }

    /** The message of that device, with that time (RFC 3339), id and counter. */
    byte[] write(String deviceId, String eventTime, String eventId, long sequence) {
        StringBuilder text = new StringBuilder(1024)
                .append("{\"deviceId\":\"")
                .append(deviceId)
                .append("\",\"eventType\":\"")
                .append(eventType)
                .append("\",\"eventTime\":\"")
                .append(eventTime)
                .append("\",\"eventId\":\"")
                .append(eventId)
                .append("\",\"deviceSequence\":")
                .append(sequence)
                .append(between.get(0));
        for (int i = 1; i < between.size(); i++) {
            text.append(deviceId).append(between.get(i));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
