package io.wardlog.edge.forward;

import io.wardlog.edge.entry.BatchEntry;

/**
 * A batch that was just sealed.
 *
 * @param entry what is journaled before the first byte is sent
 * @param frame the bytes to send
 * @param events how many it holds
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record SealedBatch(BatchEntry entry, byte[] frame, int events) {}
