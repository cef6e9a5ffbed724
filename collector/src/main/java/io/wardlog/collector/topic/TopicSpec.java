package io.wardlog.collector.topic;

import java.util.List;
import java.util.Map;

/**
 * The shape that a topic must have.
 *
 * @param name one of {@link Topics}
 * @param partitions how many partitions; fixed for the life of a cluster, because keys are bound to them
 * @param settings the topic settings that creation gives
 */
public record TopicSpec(String name, int partitions, Map<String, String> settings) {
    /** The largest record: a frame of 900 KiB and a receipt that names every one of its 4,096 events. */
    public static final int MAX_RECORD_BYTES = 2 << 20;

    private static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + (64 << 10);
    private static final String FOURTEEN_DAYS_MS = Long.toString(14L * 24 * 3600 * 1000);
    private static final String FOR_EVER = "-1";

    /** All topics of an installation whose batches, events, disclosures, proofs and leaves have {@code partitions} partitions. */
    public static List<TopicSpec> all(int partitions) {
        return List.of(
                // Restricted and short: the only place with an agent's bytes as they came.
                deleting(Topics.BATCHES, partitions, FOURTEEN_DAYS_MS, MAX_RECORD_BYTES),
                deleting(Topics.EVENTS, partitions, FOR_EVER, MAX_RECORD_BYTES),
                deleting(Topics.DISCLOSURES, partitions, FOR_EVER, MAX_RECORD_BYTES),
                deleting(Topics.PROOFS, partitions, FOR_EVER, MAX_RECORD_BYTES),
                deleting(Topics.LEAVES, partitions, FOR_EVER, MAX_RECORD_BYTES),
                deleting(Topics.ALERTS, 1, FOR_EVER, MAX_RECORD_BYTES),
                deleting(Topics.DEAD_LETTERS, 1, FOR_EVER, MAX_DEAD_LETTER_BYTES),
                new TopicSpec(
                        Topics.AGENTS,
                        1,
                        Map.of("cleanup.policy", "compact", "max.message.bytes", Integer.toString(MAX_RECORD_BYTES))));
    }

    /** The topic that custody makes for itself where it may: its partitions are those of the batches. */
    public static TopicSpec changelog(int partitions) {
        return new TopicSpec(
                Topics.LEDGER_CHANGELOG,
                partitions,
                Map.of("cleanup.policy", "compact", "message.timestamp.type", "CreateTime"));
    }

    private static TopicSpec deleting(String name, int partitions, String retentionMs, int maxBytes) {
        return new TopicSpec(
                name,
                partitions,
                Map.of(
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        retentionMs,
                        "max.message.bytes",
                        Integer.toString(maxBytes)));
    }
}
