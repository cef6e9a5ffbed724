package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.event.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hospital application and a pump before a whole agent, by clients that others wrote: who may tell what, and what each is answered. */
@Timeout(120)
class ApplicationIT {

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private AgentFixture fixture;
    private Path certificate;
    private SigningCollector collector;
    private EdgeAgent agent;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new AgentFixture(directory);
        certificate = Application.install(fixture);
    }

    private void start() throws Exception {
        collector = fixture.collector();
        startAgent();
    }

    private void startAgent() throws Exception {
        agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop();
        assertThat(faults).isEmpty();
    }

    private static String topic(String deviceId, String type) {
        return "wardlog/v1/" + deviceId + "/" + type;
    }

    private Mqtt5BlockingClient mqtt5(String deviceId) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(deviceId)
                .serverHost("127.0.0.1")
                .serverPort(agent.ports().get("mqtt"))
                .simpleAuth()
                .username(deviceId)
                .password(AgentFixture.TOKEN.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        return client;
    }

    private Mqtt3BlockingClient mqtt3(String deviceId) {
        Mqtt3BlockingClient client = MqttClient.builder()
                .useMqttVersion3()
                .identifier(deviceId)
                .serverHost("127.0.0.1")
                .serverPort(agent.ports().get("mqtt"))
                .simpleAuth()
                .username(deviceId)
                .password(AgentFixture.TOKEN.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.connect();
        return client;
    }

    private Curl basic(String deviceId, String token) {
        return new Curl(
                directory, "http://127.0.0.1:" + agent.ports().get("http"), List.of("-u", deviceId + ":" + token));
    }

    private Curl withCertificate() {
        return new Curl(
                directory,
                "https://127.0.0.1:" + agent.ports().get("https"),
                List.of(
                        "--cacert",
                        directory.resolve("pki/ca.pem").toString(),
                        "--cert",
                        certificate.resolve("tls.pem").toString(),
                        "--key",
                        certificate.resolve("tls.key").toString()));
    }

    private static void publish(Mqtt5BlockingClient client, String topic, String message) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private static void publish(Mqtt3BlockingClient client, String topic, String message) {
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private List<Event> of(String deviceId) {
        return collector.events().stream()
                .filter(event -> event.deviceId().equals(deviceId))
                .toList();
    }

    @Test
    void everyWayTakesAnApplicationsTypesFromApplications() throws Exception {
        Curl.isNeeded();
        start();
        Mqtt5BlockingClient mqtt5 = mqtt5(Application.ID);
        publish(mqtt5, topic(Application.ID, "record.viewed"), Application.viewed(Application.ID, Application.newId()));
        mqtt5.disconnect();
        Mqtt3BlockingClient mqtt3 = mqtt3(Application.ID);
        publish(mqtt3, topic(Application.ID, "auth.signed_in"), Application.signedIn(Application.ID));
        mqtt3.disconnect();
        try (TcpDevice tcp = new TcpDevice(agent.ports().get("tcp"), Application.ID)) {
            assertThat(tcp.send(Application.viewed(Application.ID, Application.newId())))
                    .contains("\"status\":\"accepted\"");
        }
        assertThat(basic(Application.ID, AgentFixture.TOKEN)
                        .post(Application.signedIn(Application.ID))
                        .status())
                .isEqualTo(202);
        assertThat(withCertificate()
                        .post("[" + Application.viewed(Application.ID, Application.newId()) + ","
                                + Application.signedIn(Application.ID) + "]")
                        .status())
                .isEqualTo(202);
        collector.await(events -> of(Application.ID).size() == 6);
        assertThat(of(Application.ID))
                .allMatch(event -> event.deviceType().equals("application"))
                .noneMatch(event -> new String(event.canonical(), StandardCharsets.UTF_8).contains(Application.PATIENT))
                .extracting(event -> event.source("protocol").orElseThrow() + " "
                        + event.source("auth").orElseThrow())
                .containsExactly(
                        "mqtt password", "mqtt password", "tcp password", "http password", "http mtls", "http mtls");
    }

    @Test
    void whatThePageShowsIsTakenAndAnsweredAsItSays() throws Exception {
        Curl.isNeeded();
        start();
        ApplicationPage page = ApplicationPage.read();
        JsonNode promised = new JsonMapper().readTree(page.answer());
        Path folder = Files.createDirectory(directory.resolve("application"));
        String token = "cd '" + folder + "'; TOKEN=" + AgentFixture.TOKEN + "\n";
        assertThat(printedBy(token + page.withToken(agent.ports().get("http")))).isEqualTo(promised);

        Files.copy(directory.resolve("pki/ca.pem"), folder.resolve("ca.pem"));
        Files.copy(certificate.resolve("tls.pem"), folder.resolve("tls.pem"));
        Files.copy(certificate.resolve("tls.key"), folder.resolve("tls.key"));
        String there = "cd '" + folder + "'\n";
        assertThat(printedBy(there + page.withCertificate(agent.ports().get("https"))))
                .as("the same bytes again")
                .isEqualTo(promised);
        publishMarker();
        assertThat(of(Application.ID)).hasSize(2).first().satisfies(event -> {
            assertThat(event.eventId()).isEqualTo(promised.path("eventId").asText());
            assertThat(event.eventType()).isEqualTo("record.viewed");
            assertThat(new String(event.canonical(), StandardCharsets.UTF_8)).doesNotContain(Application.PATIENT);
        });
        assertThat(folder.resolve("viewed.json")).content().contains(Application.PATIENT);
    }

    private static JsonNode printedBy(String commands) throws Exception {
        return new JsonMapper().readTree(ListenFixture.run(List.of("bash", "-euc", commands), ""));
    }

    @Test
    void noWayTakesThemFromADevice() throws Exception {
        Curl.isNeeded();
        start();
        String pump = AgentFixture.PUMP;
        Mqtt5BlockingClient mqtt5 = mqtt5(pump);
        assertThatThrownBy(() ->
                        publish(mqtt5, topic(pump, "record.viewed"), Application.viewed(pump, Application.newId())))
                .isInstanceOfSatisfying(Mqtt5PubAckException.class, refused -> {
                    assertThat(refused.getMqttMessage().getReasonCode())
                            .isEqualTo(Mqtt5PubAckReasonCode.NOT_AUTHORIZED);
                    assertThat(refused.getMqttMessage()
                                    .getReasonString()
                                    .orElseThrow()
                                    .toString())
                            .contains("event_type_reserved");
                });
        mqtt5.disconnect();
        Mqtt3BlockingClient mqtt3 = mqtt3(pump);
        publish(
                mqtt3,
                topic(pump, "auth.signed_in"),
                Application.signedIn(pump)); // acknowledged: the refusal is recorded
        mqtt3.disconnect();
        try (TcpDevice tcp = new TcpDevice(agent.ports().get("tcp"))) {
            assertThat(tcp.send(Application.viewed(pump, Application.newId())))
                    .contains("\"status\":\"rejected\"", "event_type_reserved");
        }
        Curl.Answer http = basic(pump, AgentFixture.TOKEN).post(Application.signedIn(pump));
        assertThat(http.status()).isEqualTo(403);
        assertThat(http.json().path("code").asText()).isEqualTo("event_type_reserved");
        collector.await(
                events -> events.stream().anyMatch(event -> event.eventType().equals("agent.message_rejected")));
        assertThat(of(pump)).isEmpty();
        assertThat(collector.events().stream()
                        .filter(event -> event.eventType().equals("agent.message_rejected"))
                        .map(event -> event.payload().path("code").asText())
                        .collect(Collectors.toSet()))
                .containsExactly("event_type_reserved");
    }

    @Test
    void curlIsToldWhatEachAnswerMeans() throws Exception {
        Curl.isNeeded();
        start();
        Curl curl = basic(Application.ID, AgentFixture.TOKEN);
        String good = Application.viewed(Application.ID, Application.newId());
        String bad =
                Application.message(Application.ID, "record.viewed", Application.newId(), "{\"outcome\":\"fine\"}");

        JsonNode accepted = curl.post(good).json();
        assertThat(accepted.path("status").asText()).isEqualTo("accepted");
        assertThat(curl.post(good).json()).as("a repeat is answered as before").isEqualTo(accepted);
        Curl.Answer mixed = curl.post("[" + good + "," + bad + "]");
        assertThat(mixed.status()).isEqualTo(207);
        assertThat(mixed.json().path("results"))
                .extracting(result -> result.path("status").asText())
                .containsExactly("accepted", "rejected");
        assertThat(curl.post(bad).status()).isEqualTo(422);
        assertThat(curl.post("{").status()).isEqualTo(400);
        assertThat(curl.post(good, "text/plain").status()).isEqualTo(415);
        assertThat(curl.post("[" + " ".repeat(2 * 1024 * 1024) + "]").status()).isEqualTo(413);
        Curl.Answer stranger = basic(Application.ID, "wrong").post(good);
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.headers()).contains("www-authenticate: basic");
        assertThat(basic("emr-9", AgentFixture.TOKEN).post(good).status()).isEqualTo(401);
        publishMarker();
        assertThat(of(Application.ID)).hasSize(2);
    }

    /** One more event; when it is delivered, so is everything before it. */
    private void publishMarker() throws Exception {
        String id = Application.newId();
        Curl.Answer answer = basic(Application.ID, AgentFixture.TOKEN)
                .post(Application.message(Application.ID, "auth.signed_out", id, "{\"cause\":\"user\"}"));
        assertThat(answer.status()).isEqualTo(202);
        collector.await(
                events -> events.stream().anyMatch(event -> event.eventId().equals(id)));
    }

    @Test
    void withoutRoomNothingOfABatchIsKeptAndTheSameBytesAreTakenLater() throws Exception {
        Curl.isNeeded();
        fixture.tightQuota();
        start();
        collector.reachable(false);
        List<String> ids = newIds();
        Curl.Answer answer = post(ids);
        while (answer.status() != 503) {
            assertThat(answer.status()).isIn(202, 207);
            ids = newIds();
            answer = post(ids);
        }
        assertThat(answer.headers()).contains("retry-after: 1");
        assertThat(answer.json().path("code").asText()).isEqualTo("busy");

        agent.stop();
        collector.reachable(true);
        startAgent(); // which has room for one file more
        assertThat(post(ids).status()).isEqualTo(202);
        List<String> wanted = ids;
        collector.await(events -> idsOf(events).containsAll(wanted));
        assertThat(idsOf(collector.events())).doesNotHaveDuplicates();
    }

    private static List<String> newIds() {
        return Stream.generate(Application::newId).limit(150).toList();
    }

    /** One event for each id, always with the same bytes. */
    private Curl.Answer post(List<String> ids) throws Exception {
        String more = "{\"message\":\"" + "seen ".repeat(200) + "\",\"eventTime\":\"2026-11-26T09:15:30Z\",";
        List<String> all = new ArrayList<>();
        for (String id : ids) {
            String viewed = Application.viewed(Application.ID, id);
            all.add(more + viewed.substring(1).replaceFirst("\"eventTime\":\"[^\"]*\",", ""));
        }
        return basic(Application.ID, AgentFixture.TOKEN).post("[" + String.join(",", all) + "]");
    }

    private static List<String> idsOf(List<Event> events) {
        return events.stream().map(Event::eventId).toList();
    }
}
