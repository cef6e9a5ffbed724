package io.wardlog.collector.archive;

/**
 * One partition of one incarnation of a topic. A topic that was deleted and made again has another id, so that its
 * offsets are never mistaken for the old ones.
 *
 * @param topic the topic's name
 * @param topicId the id that the broker gave the topic
 * @param partition 0-based
 */
public record ArchivedPartition(String topic, String topicId, int partition) {}
