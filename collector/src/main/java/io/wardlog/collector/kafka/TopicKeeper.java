package io.wardlog.collector.kafka;

import io.wardlog.collector.topic.TopicSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates topics that are missing and checks those that are there, which it never changes. Used by one thread. What a cluster does not
 * answer, or does not allow to be looked at, is an {@link ExecutionException}: ask again.
 */
public final class TopicKeeper {
    private final Admin admin;
    private final ClusterTopics cluster;
    private final KafkaConfig config;
    private final Copies copies;

    /** Works through {@code admin}, which the caller closes. */
    public TopicKeeper(Admin admin, KafkaConfig config) {
        this.admin = admin;
        this.cluster = new ClusterTopics(admin);
        this.config = config;
        this.copies = Copies.of(config);
    }

    /**
     * What a collector does before it works: creates what is missing, if the installation is a single node, and checks all. Custody's
     * changelog is left to custody.
     *
     * @return every difference; empty when the topics are right
     * @throws ExecutionException also when not every broker knows yet what was just created
     */
    public List<TopicDifference> ensure() throws ExecutionException, InterruptedException {
        List<TopicSpec> wanted = TopicSpec.all(config.partitions());
        Map<String, TopicDescription> present = shapes(wanted);
        if (present.size() < wanted.size() && config.singleNode()) {
            for (TopicSpec spec : missing(wanted, present)) {
                create(spec);
            }
            present = shapes(wanted);
            if (present.size() < wanted.size()) {
                throw new ExecutionException(
                        new UnknownTopicOrPartitionException("not every broker knows yet what was just created"));
            }
        }
        List<TopicDifference> differences = new ArrayList<>();
        for (TopicSpec spec : missing(wanted, present)) {
            differences.add(TopicDifference.missing(spec, copies.replicas(), copies.inSync()));
        }
        check(wanted, present).values().forEach(differences::addAll);
        return differences;
    }

    /**
     * What an operator asks for: creates every missing topic, custody's changelog among them, and checks those that were there.
     *
     * @param dryRun creates none; a missing topic is a difference then
     */
    public TopicReport init(boolean dryRun) throws ExecutionException, InterruptedException {
        List<TopicSpec> wanted = Stream.concat(
                        TopicSpec.all(config.partitions()).stream(),
                        Stream.of(TopicSpec.changelog(config.partitions())))
                .toList();
        Map<String, TopicDescription> present = shapes(wanted);
        List<String> created = new ArrayList<>();
        List<TopicDifference> differences = new ArrayList<>();
        for (TopicSpec spec : missing(wanted, present)) {
            Optional<TopicDifference> difference = dryRun
                    ? Optional.of(TopicDifference.missing(spec, copies.replicas(), copies.inSync()))
                    : made(spec);
            difference.ifPresentOrElse(
                    differences::add,
                    () -> created.add(spec.name() + ": " + spec.partitions() + " partitions, " + copies.replicas()
                            + " replicas"));
        }
        List<String> right = new ArrayList<>();
        check(wanted, present).forEach((name, found) -> {
            differences.addAll(found);
            if (found.isEmpty()) {
                right.add(name);
            }
        });
        return new TopicReport(created, right, differences);
    }

    /** Nothing when the topic is made, or why it cannot be. */
    private Optional<TopicDifference> made(TopicSpec spec) throws ExecutionException, InterruptedException {
        try {
            create(spec);
            return Optional.empty();
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof AuthorizationException) {
                return Optional.of(notMade(spec, "Kafka refuses CREATE on it: grant it to this process's principal"));
            }
            if (cause instanceof InvalidReplicationFactorException || cause instanceof PolicyViolationException) {
                return Optional.of(notMade(spec, "Kafka does not create it: " + cause.getMessage()));
            }
            throw failure;
        }
    }

    private TopicDifference notMade(TopicSpec spec, String why) {
        TopicDifference missing = TopicDifference.missing(spec, copies.replicas(), copies.inSync());
        return new TopicDifference(spec.name(), missing.setting(), missing.found(), missing.wanted(), why);
    }

    private void create(TopicSpec spec) throws ExecutionException, InterruptedException {
        Map<String, String> settings = new HashMap<>(spec.settings());
        settings.put("min.insync.replicas", Integer.toString(copies.inSync()));
        NewTopic topic = new NewTopic(spec.name(), spec.partitions(), (short) copies.replicas()).configs(settings);
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof TopicExistsException)) {
                throw failure;
            }
        }
    }

    private Map<String, TopicDescription> shapes(List<TopicSpec> wanted)
            throws ExecutionException, InterruptedException {
        return cluster.shapes(wanted.stream().map(TopicSpec::name).toList());
    }

    private static List<TopicSpec> missing(List<TopicSpec> wanted, Map<String, TopicDescription> present) {
        return wanted.stream().filter(spec -> !present.containsKey(spec.name())).toList();
    }

    private Map<String, List<TopicDifference>> check(List<TopicSpec> wanted, Map<String, TopicDescription> present)
            throws ExecutionException, InterruptedException {
        Map<String, Config> settings = cluster.settings(present.keySet());
        Map<String, List<TopicDifference>> differences = new LinkedHashMap<>();
        for (TopicSpec spec : wanted) {
            if (present.containsKey(spec.name())) {
                TopicDescription shape = present.get(spec.name());
                differences.put(spec.name(), TopicCheck.of(spec, shape, settings.get(spec.name()), copies));
            }
        }
        return differences;
    }
}
