package io.wardlog.collector.kafka;

import io.wardlog.collector.prepare.Difference;
import io.wardlog.collector.topic.TopicSpec;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where a topic is not as it must be.
 *
 * @param topic its name
 * @param setting what differs: a topic setting, {@code partitions}, {@code replicas}, or {@code topic} when there is none
 * @param found what the cluster has
 * @param wanted what it must have
 * @param advice why, and what to do
 */
public record TopicDifference(String topic, String setting, String found, String wanted, String advice) {

    /** A topic that is not there, with the command that makes it. */
    static TopicDifference missing(TopicSpec spec, int replicas, int inSync) {
        String settings = spec.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining());
        String command = "kafka-topics.sh --create --topic " + spec.name() + " --partitions " + spec.partitions()
                + " --replication-factor " + replicas + " --config min.insync.replicas=" + inSync + settings;
        return new TopicDifference(
                spec.name(),
                "topic",
                "nothing",
                spec.partitions() + " partitions, " + replicas + " replicas",
                "create it with wardlog collector init, or: " + command);
    }

    /** The same among what is of other kinds. */
    Difference difference() {
        return new Difference(
                kind(topic), setting.equals("topic") ? Difference.MISSING : setting, found, wanted, advice);
    }

    static String kind(String topic) {
        return "topic " + topic;
    }

    /** The whole as one sentence. */
    @Override
    public String toString() {
        return difference().toString();
    }
}
