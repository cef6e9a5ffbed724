package io.wardlog.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real servers as processes of their own: what was acknowledged is there after kill -9 and a start on the same directory. */
class ForkedServersIT {
    private static final TopicPartition TOPIC = new TopicPartition("ward", 0);

    @TempDir
    Path directory;

    @Test
    void keepsRecordsAndDocumentsThroughKillAndRestart() throws Exception {
        try (ForkedServers servers = ForkedServers.start(directory)) {
            createTopic(servers);
            produce(servers, "before");
            assertThat(http(servers, "PUT", "/ward/_doc/1?refresh=true", "{\"bed\":7}"))
                    .contains("\"created\"");
            long firstKafka = servers.kafka().pid();

            servers.kafka().killForcibly();
            servers.openSearch().killForcibly();
            assertThat(ProcessHandle.of(firstKafka)).isEmpty();
            servers.kafka().start();
            servers.openSearch().start();

            produce(servers, "after");
            assertThat(consume(servers, 2)).containsExactly("before", "after");
            assertThat(http(servers, "GET", "/_cluster/health?wait_for_status=yellow", ""))
                    .contains("\"timed_out\":false");
            assertThat(http(servers, "GET", "/ward/_search?q=bed:7", "")).contains("\"value\":1");
        }
    }

    private static Map<String, Object> client(ForkedServers servers) {
        return Map.of("bootstrap.servers", servers.bootstrapServers());
    }

    private static void createTopic(ForkedServers servers) throws Exception {
        try (Admin admin = Admin.create(client(servers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void produce(ForkedServers servers, String value) throws Exception {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(client(servers), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC.topic(), value)).get();
        }
    }

    private static List<String> consume(ForkedServers servers, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client(servers), new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(TOPIC));
            consumer.seekToBeginning(List.of(TOPIC));
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofSeconds(1)).forEach(each -> values.add(each.value()));
            }
        }
        return values;
    }

    private static String http(ForkedServers servers, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(servers.openSearchUrl() + path))
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
