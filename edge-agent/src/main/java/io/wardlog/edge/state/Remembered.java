package io.wardlog.edge.state;

import io.wardlog.hash.Hash;

/**
 * How a message with an id was recorded, which is what a repeat of it is answered with.
 *
 * @param eventId the id in the record: the device's own, or the agent's when that one was not usable
 * @param sequenceNumber its place in the device's chain
 * @param hash the event hash
 */
public record Remembered(String eventId, long sequenceNumber, Hash hash) {}
