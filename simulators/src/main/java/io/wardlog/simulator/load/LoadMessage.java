package io.wardlog.simulator.load;

/**
 * A message as it goes on the wire.
 *
 * @param dueNanos when it was to be sent, since the run began; what its latency counts from
 * @param eventId the device's own id, a UUIDv7
 * @param body JSON in UTF-8, one line without its end
 */
record LoadMessage(long dueNanos, String eventType, String eventId, byte[] body) {}
