package io.wardlog.collector.custody;

/**
 * A record of {@link io.wardlog.collector.topic.Topics#BATCHES} as it was read.
 *
 * @param partition where it stood
 * @param offset where it stood
 * @param key its key; may be null or anything
 * @param value its value; may be null or anything
 * @param receipt the value of its receipt header; null when there is none
 */
public record InboundRecord(int partition, long offset, byte[] key, byte[] value, byte[] receipt) {}
