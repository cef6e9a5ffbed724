package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.event.Event;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent with tight limits, on real ports and a real disk: what a flood does to the others, and to itself. */
@Timeout(120)
class RateLimitTest {

    private static final int NORMAL_DEVICES = 50;
    private static final int UNANSWERED = 50;

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private AgentFixture fixture;
    private SigningCollector collector;
    private EdgeAgent agent;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new AgentFixture(directory);
        collector = fixture.collector();
        List<String> devices =
                Stream.concat(Stream.of(AgentFixture.PUMP), normal()).toList();
        fixture.writeDevices(devices.toArray(new String[0]));
        Path directoryFile = directory.resolve("devices.yaml");
        Files.writeString(
                directoryFile,
                Files.readString(directoryFile).replaceAll("(bed-\\d+:\n +type: )infusion_pump", "$1smart_bed"));
    }

    private static Stream<String> normal() {
        return IntStream.range(0, NORMAL_DEVICES).mapToObj(slot -> "bed-" + slot);
    }

    private void start(String limits) throws Exception {
        fixture.configure("limits: " + limits + "\n");
        agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop();
        assertThat(faults).isEmpty();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private long delivered(String deviceId) {
        return collector.events().stream()
                .filter(event -> event.deviceId().equals(deviceId))
                .count();
    }

    /** Sends lines without an end, and counts what became of them. */
    private final class Flood implements AutoCloseable {
        private final TcpDevice device = new TcpDevice(agent.ports().get("tcp"), AgentFixture.PUMP);
        private final Semaphore unanswered = new Semaphore(UNANSWERED);
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final AtomicInteger accepted = new AtomicInteger();
        private final CountDownLatch turnedAway = new CountDownLatch(1);
        private final CompletableFuture<Void> reader = CompletableFuture.runAsync(this::read, Flood::onItsOwn);
        private final CompletableFuture<Void> writer = CompletableFuture.runAsync(this::write, Flood::onItsOwn);

        Flood() throws IOException {}

        /** The common pool has one thread on two cores (from JDK 25 on), and each of the two waits for the other. */
        private static void onItsOwn(Runnable task) {
            new Thread(task, "flood").start();
        }

        private void write() {
            byte[] line = (AgentFixture.heartbeat() + "\n").getBytes(StandardCharsets.UTF_8);
            try {
                while (going.get()) {
                    unanswered.acquire();
                    device.socket().getOutputStream().write(line);
                }
                device.socket().shutdownOutput();
            } catch (IOException | InterruptedException broken) {
                throw new IllegalStateException(broken);
            }
        }

        private void read() {
            try {
                for (String answer = device.receive(); answer != null; answer = device.receive()) {
                    unanswered.release();
                    if (answer.contains("\"status\":\"busy\"")) {
                        assertThat(answer).containsPattern("\"retryAfterMs\":[1-9]");
                        turnedAway.countDown();
                    } else {
                        assertThat(answer).contains("\"status\":\"accepted\"");
                        accepted.incrementAndGet();
                    }
                }
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }

        /** Waits until the device is being turned away. */
        void untilTurnedAway() throws InterruptedException {
            assertThat(turnedAway.await(60, TimeUnit.SECONDS)).isTrue();
        }

        /** Stops and waits for every answer. */
        @Override
        public void close() throws IOException {
            going.set(false);
            writer.join();
            reader.join();
            device.close();
        }
    }

    @Test
    void oneFloodingDeviceStarvesNobody() throws Exception {
        start("{deviceEventsPerSecond: 1000000, agentEventsPerSecond: 50, burst: 4s}");
        Flood flood = new Flood();
        try (flood) {
            flood.untilTurnedAway();
            for (String id : normal().toList()) {
                try (TcpDevice device = new TcpDevice(agent.ports().get("tcp"), id)) {
                    untilAccepted(device, AgentFixture.heartbeat(id));
                }
            }
            collector.await(events ->
                    events.stream().anyMatch(event -> event.eventType().equals("agent.rate_limited")));
        }
        int accepted = flood.accepted.get();
        collector.await(
                events -> delivered(AgentFixture.PUMP) >= accepted && normal().allMatch(id -> delivered(id) >= 1));
        assertThat(delivered(AgentFixture.PUMP)).as("what was accepted, once").isEqualTo(accepted);
        assertThat(normal()).allSatisfy(id -> assertThat(delivered(id)).isEqualTo(1));
        Event limited = collector.events().stream()
                .filter(event -> event.eventType().equals("agent.rate_limited"))
                .findFirst()
                .orElseThrow();
        assertThat(limited.payload().get("scope").textValue()).isEqualTo("agent");
        assertThat(get("/metrics").body())
                .containsPattern("wardlog_agent_throttled_total\\{deviceType=\"infusion_pump\",scope=\"agent\"} [1-9]")
                .contains("code=\"rate_limited\"")
                .doesNotContain("deviceType=\"smart_bed\"");
        assertThat(get("/status").body()).contains("\"rateLimited\":{\"agent\":true");
    }

    /** It may have a few; beyond, its eldest end, so that its own youngest is served as well. */
    @Test
    void aPumpThatOpensConnectionsWithoutAnEndKeepsNobodyOut() throws Exception {
        fixture.configure("ports: {plain", "ports: {maxConnections: 20, maxConnectionsPerDevice: 4, plain");
        start("{burst: 1s}");
        int port = agent.ports().get("tcp");
        List<TcpDevice> pumps = new ArrayList<>();
        try (TcpDevice before = new TcpDevice(port, "bed-1")) {
            untilAccepted(before, AgentFixture.heartbeat("bed-1"));
            for (int connection = 0; connection < 60; connection++) {
                TcpDevice pump = new TcpDevice(port, AgentFixture.PUMP);
                pumps.add(pump);
                untilAccepted(pump, AgentFixture.heartbeat());
            }
            untilAccepted(before, AgentFixture.heartbeat("bed-1"));
            try (TcpDevice comes = new TcpDevice(port, "bed-2")) {
                untilAccepted(comes, AgentFixture.heartbeat("bed-2"));
            }
            for (TcpDevice eldest : pumps.subList(0, 56)) {
                assertThat(eldest.receive()).isNull();
            }
            untilAccepted(pumps.get(56), AgentFixture.heartbeat());
        } finally {
            for (TcpDevice pump : pumps) {
                pump.close();
            }
        }
        assertThat(get("/metrics").body())
                .contains("wardlog_agent_rejected_total{code=\"busy\",protocol=\"tcp\"} 56.0");
        collector.await(events -> events.stream()
                .anyMatch(event -> event.eventType().equals("agent.message_rejected")
                        && event.payload().path("code").asText().equals("busy")
                        && event.payload().path("deviceId").asText().equals(AgentFixture.PUMP)));
    }

    /** The journal may have no room for a moment; that is nobody's limit. */
    private static void untilAccepted(TcpDevice device, String line) throws IOException {
        String answer = device.send(line);
        while (answer.contains("\"status\":\"busy\"")) {
            answer = device.send(line);
        }
        assertThat(answer).contains("\"status\":\"accepted\"");
    }

    @Test
    void httpSaysTooManyRequestsAndWhenToComeBack() throws Exception {
        start("{deviceBytesPerSecond: 1KiB, burst: 60s}"); // two of these messages, and a third after 15 s more
        String message = AgentFixture.heartbeat().replace("{\"deviceId\"", "{" + " ".repeat(25_000) + "\"deviceId\"");
        assertThat(post(message).statusCode()).isEqualTo(202);
        HttpResponse<String> mixed = post("[" + message + "," + message + "]");
        HttpResponse<String> refused = post(message);
        assertThat(mixed.statusCode()).isEqualTo(207);
        assertThat(mixed.body()).contains("\"accepted\"").contains("\"busy\"").contains("\"retryAfterMs\"");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 15L);
        assertThat(refused.body()).contains("\"code\":\"rate_limited\"");
        assertThat(get("/status").body())
                .contains("\"devices\":[\"" + AgentFixture.PUMP + "\"]")
                .contains("over their own limit: " + AgentFixture.PUMP);
    }

    private HttpResponse<String> post(String body) throws Exception {
        String login = AgentFixture.PUMP + ":" + AgentFixture.TOKEN;
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + agent.ports().get("http") + "/v1/events"))
                                .header(
                                        "authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Over its limit an MQTT client is read more slowly; it gets each acknowledgement, in order, and no message is there twice. */
    @Test
    void anMqttClientIsHeldBackAndLosesNothing() throws Exception {
        start("{deviceEventsPerSecond: 10, burst: 1s}");
        int messages = 40;
        try (Socket socket = new Socket("127.0.0.1", agent.ports().get("mqtt"))) {
            socket.setSoTimeout(60_000);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            connect(out, 1);
            assertThat(in.readNBytes(4)).containsExactly(0x20, 2, 0, 0);
            for (int id = 1; id <= messages; id++) {
                publish(out, id);
            }
            out.write(new byte[] {(byte) 0xC0, 0}); // PINGREQ
            List<Integer> acknowledged = new ArrayList<>();
            for (int packets = 0; packets < messages + 1; packets++) {
                int type = in.readUnsignedByte();
                byte[] body = in.readNBytes(in.readUnsignedByte());
                if (type == 0x40) {
                    acknowledged.add((body[0] & 0xFF) << 8 | body[1] & 0xFF);
                } else {
                    assertThat(type).as("PINGRESP").isEqualTo(0xD0);
                }
            }
            assertThat(acknowledged)
                    .isEqualTo(IntStream.rangeClosed(1, messages).boxed().toList());
        }
        collector.await(events -> delivered(AgentFixture.PUMP) >= messages);
        assertThat(delivered(AgentFixture.PUMP)).isEqualTo(messages);
        assertThat(collector.events().stream()
                        .filter(event -> event.deviceId().equals(AgentFixture.PUMP))
                        .map(event -> event.payload().get("uptime").get("value").intValue()))
                .isSorted();
        assertThat(get("/metrics").body()).contains("scope=\"device\"");
    }

    /** Nobody answers it: its lines stay in it until they may come, and nothing is refused. */
    @Test
    void aFileWaitsAndItsDeviceIsHeard() throws Exception {
        int lines = 40;
        Path folder = Files.createDirectories(fixture.directory.resolve("volume/app-1"));
        Path devices = fixture.directory.resolve("devices.yaml");
        Files.writeString(devices, Files.readString(devices) + "  app-1: {type: application, file: true}\n");
        fixture.configure("file: {directory: volume}\n");
        StringBuilder text = new StringBuilder();
        for (int id = 1; id <= lines; id++) {
            text.append("{\"eventType\":\"device.heartbeat\",\"eventTime\":\"" + Instant.now()
                    + "\",\"payload\":{\"status\":\"ok\",\"uptime\":{\"value\":" + id + ",\"unit\":\"s\"}}}\n");
        }
        Files.writeString(folder.resolve("app.ndjson"), text);
        start("{deviceEventsPerSecond: 20, burst: 1s}");
        collector.await(events -> delivered("app-1") >= lines);
        assertThat(collector.events().stream()
                        .filter(event -> event.deviceId().equals("app-1"))
                        .map(event -> event.payload().get("uptime").get("value").intValue()))
                .isEqualTo(IntStream.rangeClosed(1, lines).boxed().toList());
        assertThat(get("/metrics").body())
                .contains("wardlog_agent_throttled_total{deviceType=\"application\",scope=\"device\"}")
                .contains("wardlog_agent_files_unread_bytes{device=\"app-1\"}")
                .contains("wardlog_agent_files_open 1.0")
                .contains("wardlog_agent_devices_unheard " + (NORMAL_DEVICES + 1) + ".0")
                .doesNotContain("wardlog_agent_rejected_total");
    }

    /** With a keep-alive of one second, which the held connection outlives. */
    private static void connect(DataOutputStream out, int keepAlive) throws IOException {
        out.write(0x10);
        out.write(10 + 2 * (AgentFixture.PUMP.length() + 2) + 2 + AgentFixture.TOKEN.length());
        out.writeUTF("MQTT");
        out.write(new byte[] {4, (byte) 0xC2, 0, (byte) keepAlive});
        out.writeUTF(AgentFixture.PUMP);
        out.writeUTF(AgentFixture.PUMP);
        out.writeUTF(AgentFixture.TOKEN);
    }

    private static void publish(DataOutputStream out, int id) throws IOException {
        byte[] message = ("{\"eventTime\":\"" + Instant.now()
                        + "\",\"payload\":{\"status\":\"ok\",\"uptime\":{\"value\":" + id + ",\"unit\":\"s\"}}}")
                .getBytes(StandardCharsets.UTF_8);
        String topic = "wardlog/v1/" + AgentFixture.PUMP + "/device.heartbeat";
        int length = 2 + topic.length() + 2 + message.length;
        out.write(0x32);
        out.write(length % 128 + 128);
        out.write(length / 128);
        out.writeUTF(topic);
        out.writeShort(id);
        out.write(message);
    }

    @Test
    void whoIsSilentIsShownAndRaisesNoAlarm() throws Exception {
        String config = Files.readString(fixture.configFile);
        Files.writeString(
                fixture.configFile,
                config.replace(
                        "status: {listen: \"127.0.0.1:0\"}",
                        "status: {listen: \"127.0.0.1:0\", deviceSilentAfter: 1s}"));
        start("{burst: 1s}");
        try (TcpDevice bed = new TcpDevice(agent.ports().get("tcp"), "bed-1")) {
            assertThat(bed.send(AgentFixture.heartbeat("bed-1"))).contains("accepted");
            assertThat(get("/metrics").body())
                    .contains("wardlog_agent_devices " + (NORMAL_DEVICES + 1) + ".0")
                    .contains("wardlog_agent_devices_unheard " + NORMAL_DEVICES + ".0");
            String status = get("/status").body();
            while (!status.contains("\"silent\":" + (NORMAL_DEVICES + 1))) {
                status = get("/status").body();
            }
            assertThat(status)
                    .contains("\"deviceId\":\"bed-1\",\"lastHeard\":\"")
                    .contains("{\"deviceId\":\"bed-0\"}");
            assertThat(get("/metrics").body()).contains("wardlog_agent_devices_silent " + (NORMAL_DEVICES + 1) + ".0");
        }
        assertThat(collector.events())
                .allMatch(event -> event.eventType().startsWith("agent.")
                        || event.deviceId().equals("bed-1"));
    }
}
