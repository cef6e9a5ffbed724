package io.wardlog.collector.kafka;

import io.wardlog.collector.topic.Topics;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** What Kafka does not let this process do, as a sentence for the operator. Pure. */
public final class KafkaAccess {
    private static final String GRANT = ": grant it to this process's principal";
    private static final int DEEPEST = 20;

    private KafkaAccess() {}

    /** What looking at topics takes. */
    public static Optional<String> refusedLook(Throwable failure) {
        return refusal(failure, topic -> "DESCRIBE and DESCRIBE_CONFIGS");
    }

    /** What taking records takes, where only dead letters are written. */
    public static Optional<String> refusedReading(Throwable failure) {
        return refusal(failure, topic -> topic.equals(Topics.DEAD_LETTERS) ? "WRITE" : "READ");
    }

    /** What giving records takes. */
    public static Optional<String> refusedWriting(Throwable failure) {
        return refusal(failure, topic -> "WRITE");
    }

    /** What judging batches takes. */
    public static Optional<String> refusedJudging(Throwable failure) {
        return refusal(failure, KafkaAccess::judging);
    }

    private static String judging(String topic) {
        if (topic.equals(Topics.LEDGER_CHANGELOG)) {
            return "READ and WRITE";
        }
        return topic.equals(Topics.BATCHES) ? "READ" : "WRITE";
    }

    /** Says which operation on what was refused, or why the two did not come to know each other; empty for any other failure. */
    private static Optional<String> refusal(Throwable failure, Function<String, String> operationOn) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            Optional<String> sentence = sentence(cause, operationOn);
            if (sentence.isPresent()) {
                return sentence;
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }

    private static Optional<String> sentence(Throwable cause, Function<String, String> operationOn) {
        if (cause instanceof TopicAuthorizationException refused) {
            return Optional.of("Kafka refuses " + operations(refused.unauthorizedTopics(), operationOn) + GRANT);
        }
        if (cause instanceof GroupAuthorizationException refused) {
            return Optional.of("Kafka refuses READ on the group " + refused.groupId() + GRANT);
        }
        if (cause instanceof TransactionalIdAuthorizationException) {
            return Optional.of("Kafka refuses WRITE and DESCRIBE on the transactional ids wardlog-custody-*" + GRANT);
        }
        if (cause instanceof ClusterAuthorizationException) {
            // What a producer hears that may write to no topic at all.
            return Optional.of("Kafka refuses IDEMPOTENT_WRITE, which comes with WRITE on any topic" + GRANT);
        }
        if (cause instanceof AuthenticationException) {
            return Optional.of("Kafka and this process do not accept each other's certificates: compare kafka.tls with"
                    + " the brokers' (" + cause.getMessage() + ")");
        }
        return Optional.empty();
    }

    private static String operations(Set<String> topics, Function<String, String> operationOn) {
        SortedMap<String, SortedSet<String>> byOperation = new TreeMap<>();
        topics.forEach(topic -> byOperation
                .computeIfAbsent(operationOn.apply(topic), operation -> new TreeSet<>())
                .add(topic));
        return byOperation.entrySet().stream()
                .map(each -> each.getKey() + " on the topic " + String.join(", ", each.getValue()))
                .collect(Collectors.joining(" and "));
    }
}
