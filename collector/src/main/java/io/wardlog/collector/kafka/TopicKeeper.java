package io.wardlog.collector.kafka;

import io.wardlog.collector.topic.TopicSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of a single-node installation, and checks everyone's. Used by one thread. */
public final class TopicKeeper {
    private static final int MIN_REPLICAS = 3;
    private static final int MIN_IN_SYNC = 2;
    private static final long MIN_RETENTION_MS = Duration.ofDays(14).toMillis();

    private final Admin admin;
    private final KafkaConfig config;

    /** Works through {@code admin}, which the caller closes. */
    public TopicKeeper(Admin admin, KafkaConfig config) {
        this.admin = admin;
        this.config = config;
    }

    /**
     * Creates what is missing, if the installation is a single node, and checks all.
     *
     * @return every problem, as a sentence with its remedy; empty when the topics are right
     * @throws ExecutionException when the cluster does not answer, or not every broker knows yet what was just created: ask again
     */
    public List<String> ensure() throws ExecutionException, InterruptedException {
        List<TopicSpec> wanted = TopicSpec.all(config.partitions());
        var present = admin.listTopics().names().get();
        List<TopicSpec> missing =
                wanted.stream().filter(spec -> !present.contains(spec.name())).toList();
        if (!missing.isEmpty() && !config.singleNode()) {
            return missing.stream().map(TopicKeeper::absence).toList();
        }
        for (TopicSpec spec : missing) {
            create(spec);
        }
        return check(wanted);
    }

    private void create(TopicSpec spec) throws ExecutionException, InterruptedException {
        NewTopic topic = new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.settings());
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure;
            }
        }
    }

    private List<String> check(List<TopicSpec> wanted) throws ExecutionException, InterruptedException {
        List<String> names = wanted.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> shapes =
                admin.describeTopics(names).allTopicNames().get();
        Map<String, Config> settings = new HashMap<>();
        List<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        admin.describeConfigs(resources).all().get().forEach((resource, found) -> settings.put(resource.name(), found));
        List<String> problems = new ArrayList<>();
        for (TopicSpec spec : wanted) {
            problems.addAll(check(spec, shapes.get(spec.name()), settings.get(spec.name())));
        }
        return problems;
    }

    private List<String> check(TopicSpec spec, TopicDescription shape, Config settings) {
        List<String> problems = new ArrayList<>();
        if (shape.partitions().size() != spec.partitions()) {
            problems.add(spec.name() + " has " + shape.partitions().size() + " partitions, not " + spec.partitions()
                    + ": keys are bound to them; set kafka.partitions to what the cluster was made with");
        }
        int replicas = shape.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        if (!config.singleNode()
                && (replicas < MIN_REPLICAS || number(settings, "min.insync.replicas") < MIN_IN_SYNC)) {
            problems.add(spec.name() + " keeps " + replicas + " replicas with min.insync.replicas="
                    + number(settings, "min.insync.replicas")
                    + ": at least 3 and 2 are needed, or singleNode must be asked for by name");
        }
        long largest = Long.parseLong(spec.settings().get("max.message.bytes"));
        if (number(settings, "max.message.bytes") < largest) {
            problems.add(spec.name() + " has max.message.bytes under " + largest + ": raise it");
        }
        if (Boolean.parseBoolean(settings.get("unclean.leader.election.enable").value())) {
            problems.add(
                    spec.name() + " must have unclean.leader.election.enable=false: it loses what was acknowledged");
        }
        long retentionMs = number(settings, "retention.ms");
        if (spec.settings().containsKey("retention.ms") && retentionMs >= 0 && retentionMs < MIN_RETENTION_MS) {
            problems.add(
                    spec.name() + " has retention.ms under 14 days, for which custody knows a batch again: raise it");
        }
        String policy = spec.settings().get("cleanup.policy");
        if (!settings.get("cleanup.policy").value().equals(policy)) {
            problems.add(spec.name() + " must have cleanup.policy=" + policy);
        }
        return problems;
    }

    private static long number(Config settings, String name) {
        return Long.parseLong(settings.get(name).value());
    }

    private static String absence(TopicSpec spec) {
        String settings = spec.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining());
        return spec.name() + " is missing; create it: kafka-topics.sh --create --topic " + spec.name()
                + " --partitions " + spec.partitions()
                + " --replication-factor 3 --config min.insync.replicas=2" + settings;
    }
}
