package io.wardlog.collector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.kafka.KafkaAccess;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.kafka.TopicDifference;
import io.wardlog.collector.kafka.TopicKeeper;
import io.wardlog.collector.kafka.TopicReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** {@code wardlog collector init}: makes the topics that are missing, changes none that is there, and says what differs. */
final class TopicInit {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final CollectorConfig config;

    TopicInit(CollectorConfig config) {
        this.config = config;
    }

    /**
     * Does it.
     *
     * @param dryRun makes nothing
     * @throws IOException when the cluster does not answer or does not allow to be looked at
     */
    TopicReport run(boolean dryRun) throws IOException, InterruptedException {
        KafkaClients kafka = KafkaClients.of(config.kafka(), config.collectorId());
        Map<String, Object> settings = kafka.connection("init");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                ANSWER_WITHIN.dividedBy(2).toMillis());
        try (Admin admin = Admin.create(settings)) {
            return new TopicKeeper(admin, config.kafka()).init(dryRun);
        } catch (ExecutionException failure) {
            String why = KafkaAccess.refusedLook(failure)
                    .orElse("Kafka at " + config.kafka().bootstrapServers() + " does not answer as it should: "
                            + failure.getCause().getMessage());
            throw new IOException(why, failure);
        }
    }

    /** A line for each topic. */
    static void print(TopicReport report, PrintWriter out) {
        report.created().forEach(topic -> out.println("created  " + topic));
        report.right().forEach(topic -> out.println("right    " + topic));
        report.differences().forEach(difference -> out.println("differs  " + difference));
    }

    /** The same as one JSON object. */
    static ObjectNode json(TopicReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode created = json.putArray("created");
        report.created().forEach(created::add);
        ArrayNode right = json.putArray("right");
        report.right().forEach(right::add);
        ArrayNode differences = json.putArray("differences");
        for (TopicDifference difference : report.differences()) {
            ObjectNode each = differences.addObject();
            each.put("topic", difference.topic());
            each.put("setting", difference.setting());
            each.put("found", difference.found());
            each.put("wanted", difference.wanted());
            each.put("advice", difference.advice());
        }
        return json;
    }
}
