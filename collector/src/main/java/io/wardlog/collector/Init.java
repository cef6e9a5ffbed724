package io.wardlog.collector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.s3.S3Bucket;
import io.wardlog.collector.archive.s3.S3Clients;
import io.wardlog.collector.index.IndexConfig;
import io.wardlog.collector.index.opensearch.IndexKeeper;
import io.wardlog.collector.kafka.KafkaAccess;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.kafka.TopicKeeper;
import io.wardlog.collector.opensearch.OpenSearch;
import io.wardlog.collector.prepare.Difference;
import io.wardlog.collector.prepare.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * {@code wardlog collector init}: makes the topics, the index template and the archive's bucket where they are missing, changes nothing that is
 * there, and says what differs.
 */
final class Init {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final CollectorConfig config;

    Init(CollectorConfig config) {
        this.config = config;
    }

    /**
     * Does it: Kafka, then OpenSearch and the bucket as far as the configuration names them.
     *
     * @param dryRun makes nothing
     * @throws IOException when one of them does not answer or does not allow to be looked at
     */
    Report run(boolean dryRun) throws IOException, InterruptedException {
        Report report = topics(dryRun);
        if (config.index().isPresent()) {
            report = report.and(template(config.index().get(), dryRun));
        }
        Optional<S3Config> s3 = config.archive().flatMap(archive -> archive.s3());
        return s3.isPresent() ? report.and(bucket(s3.get(), dryRun)) : report;
    }

    private Report topics(boolean dryRun) throws IOException, InterruptedException {
        KafkaClients kafka = KafkaClients.of(config.kafka(), config.collectorId());
        Map<String, Object> settings = kafka.connection("init");
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWER_WITHIN.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                ANSWER_WITHIN.dividedBy(2).toMillis());
        try (Admin admin = Admin.create(settings)) {
            return new TopicKeeper(admin, config.kafka()).init(dryRun).report();
        } catch (ExecutionException failure) {
            String why = KafkaAccess.refusedLook(failure)
                    .orElse("Kafka at " + config.kafka().bootstrapServers() + " does not answer as it should: "
                            + failure.getCause().getMessage());
            throw new IOException(why, failure);
        }
    }

    private static Report template(IndexConfig index, boolean dryRun) throws IOException {
        try (OpenSearch openSearch = new OpenSearch(index.access())) {
            return new IndexKeeper(openSearch).init(dryRun);
        }
    }

    private static Report bucket(S3Config s3, boolean dryRun) throws IOException {
        try (S3Bucket bucket = new S3Bucket(S3Clients.create(s3), s3, InstantSource.system())) {
            return bucket.init(dryRun);
        }
    }

    /** A line for each. */
    static void print(Report report, PrintWriter out) {
        report.created().forEach(each -> out.println("created  " + each));
        report.right().forEach(each -> out.println("right    " + each));
        report.differences().forEach(difference -> out.println("differs  " + difference));
    }

    /** The same as one JSON object. */
    static ObjectNode json(Report report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode created = json.putArray("created");
        report.created().forEach(created::add);
        ArrayNode right = json.putArray("right");
        report.right().forEach(right::add);
        ArrayNode differences = json.putArray("differences");
        for (Difference difference : report.differences()) {
            ObjectNode each = differences.addObject();
            each.put("what", difference.what());
            each.put("setting", difference.setting());
            each.put("found", difference.found());
            each.put("wanted", difference.wanted());
            each.put("advice", difference.advice());
        }
        return json;
    }
}
