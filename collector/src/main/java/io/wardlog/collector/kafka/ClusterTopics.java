package io.wardlog.collector.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** How a cluster describes its topics. What it does not let be looked at is one refusal that names every such topic. */
final class ClusterTopics {
    private final Admin admin;

    ClusterTopics(Admin admin) {
        this.admin = admin;
    }

    /** The shapes of those that are there. */
    Map<String, TopicDescription> shapes(Collection<String> names) throws ExecutionException, InterruptedException {
        return answers(admin.describeTopics(names).topicNameValues(), true);
    }

    /** The settings of topics that are there; one that the asked broker does not know yet is a failure. */
    Map<String, Config> settings(Collection<String> names) throws ExecutionException, InterruptedException {
        Set<ConfigResource> resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .collect(Collectors.toSet());
        Map<String, KafkaFuture<Config>> asked = new HashMap<>();
        admin.describeConfigs(resources).values().forEach((resource, found) -> asked.put(resource.name(), found));
        return answers(asked, false);
    }

    /** The admin client's own exception does not say which topics. */
    private static <T> Map<String, T> answers(Map<String, KafkaFuture<T>> asked, boolean mayLack)
            throws ExecutionException, InterruptedException {
        Map<String, T> answers = new HashMap<>();
        Set<String> refused = new HashSet<>();
        for (Map.Entry<String, KafkaFuture<T>> each : asked.entrySet()) {
            try {
                answers.put(each.getKey(), each.getValue().get());
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof TopicAuthorizationException) {
                    refused.add(each.getKey());
                } else if (!mayLack || !(failure.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw failure;
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new ExecutionException(new TopicAuthorizationException(refused));
        }
        return answers;
    }
}
