package io.wardlog.collector.kafka;

import io.wardlog.collector.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;

/** Compares one topic with what it must be. Pure. */
final class TopicCheck {
    private static final long MIN_RETENTION_MS = Duration.ofDays(14).toMillis();

    private final TopicSpec spec;
    private final TopicDescription shape;
    private final Config settings;
    private final List<TopicDifference> differences = new ArrayList<>();

    private TopicCheck(TopicSpec spec, TopicDescription shape, Config settings) {
        this.spec = spec;
        this.shape = shape;
        this.settings = settings;
    }

    /** Every difference; {@code copies} says how many replicas the installation needs. */
    static List<TopicDifference> of(TopicSpec spec, TopicDescription shape, Config settings, Copies copies) {
        TopicCheck check = new TopicCheck(spec, shape, settings);
        check.partitions();
        check.copies(copies);
        check.settings();
        return check.differences;
    }

    private void partitions() {
        int found = shape.partitions().size();
        if (found != spec.partitions()) {
            differs("partitions", found, spec.partitions(), "keys are bound to them; set kafka.partitions to it");
        }
    }

    private void copies(Copies copies) {
        int replicas = shape.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (replicas < copies.replicas()) {
            differs(
                    "replicas",
                    replicas,
                    "at least " + copies.replicas(),
                    "add replicas, or ask for singleNode by name");
        }
        long inSync = number("min.insync.replicas");
        if (inSync < copies.inSync()) {
            differs("min.insync.replicas", inSync, "at least " + copies.inSync(), "raise it, or ask for singleNode");
        }
    }

    private void settings() {
        if (spec.settings().containsKey("max.message.bytes")) {
            long largest = Long.parseLong(spec.settings().get("max.message.bytes"));
            if (number("max.message.bytes") < largest) {
                differs("max.message.bytes", number("max.message.bytes"), "at least " + largest, "raise it");
            }
        }
        if (Boolean.parseBoolean(text("unclean.leader.election.enable"))) {
            differs("unclean.leader.election.enable", true, false, "it loses what was acknowledged");
        }
        long retentionMs = number("retention.ms");
        if (spec.settings().containsKey("retention.ms") && retentionMs >= 0 && retentionMs < MIN_RETENTION_MS) {
            differs(
                    "retention.ms",
                    retentionMs,
                    "at least " + MIN_RETENTION_MS + " or -1",
                    "custody knows a batch again for 14 days; raise it");
        }
        String policy = spec.settings().get("cleanup.policy");
        if (!text("cleanup.policy").equals(policy)) {
            differs("cleanup.policy", text("cleanup.policy"), policy, "set it");
        }
    }

    private void differs(String setting, Object found, Object wanted, String advice) {
        differences.add(
                new TopicDifference(spec.name(), setting, String.valueOf(found), String.valueOf(wanted), advice));
    }

    private long number(String name) {
        return Long.parseLong(text(name));
    }

    private String text(String name) {
        return settings.get(name).value();
    }
}
