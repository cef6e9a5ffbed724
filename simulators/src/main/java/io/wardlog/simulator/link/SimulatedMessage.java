package io.wardlog.simulator.link;

import java.time.Duration;

/**
 * A device message as it goes on the wire.
 *
 * @param due when to send it, since the run began
 * @param eventId the device's own id, a UUIDv7
 * @param body JSON in UTF-8, one line without its end, with {@code deviceId} and {@code eventType}
 */
public record SimulatedMessage(String deviceId, String eventType, String eventId, Duration due, byte[] body) {}
