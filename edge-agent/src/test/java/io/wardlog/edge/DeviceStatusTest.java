package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running agent says of each of its devices, to the command, to a program and to a browser. */
@Timeout(120)
class DeviceStatusTest {

    private static final String ILL =
            "{\"deviceId\":\"pump-7\",\"eventType\":\"device.heartbeat\",\"eventTime\":\"2026-11-27T12:00:00Z\",\"payload\":{\"status\":\"Ann Smith\"}}";

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private AgentFixture fixture;
    private EdgeAgent agent;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new AgentFixture(directory);
        fixture.fewConnections();
    }

    private void start() throws Exception {
        SigningCollector collector = fixture.collector();
        agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        agent.start();
        fixture.configure(
                "listen: \"127.0.0.1:0\"",
                "listen: \"127.0.0.1:" + agent.ports().get("status") + "\"");
    }

    @AfterEach
    void stop() {
        agent.stop();
        assertThat(faults).isEmpty();
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private JsonNode devices() throws Exception {
        return new ObjectMapper().readTree(get("/status/devices"));
    }

    /** Asks until the first device is as it should be. */
    private JsonNode awaitFirst(Predicate<JsonNode> condition) throws Exception {
        JsonNode first;
        do {
            first = devices().path("devices").path(0);
        } while (!condition.test(first));
        return first;
    }

    private StatusRun run(String... options) {
        return StatusRun.of(fixture.configFile, options);
    }

    @Test
    void whatADeviceSentIsSaidOfItAndNothingOfWhatItSays() throws Exception {
        fixture.writeDevices("pump-1", AgentFixture.PUMP);
        start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            pump.heartbeat();
            pump.heartbeat();
            assertThat(pump.send(ILL)).contains("\"rejected\"");
            JsonNode first = awaitFirst(device -> device.path("connected").asBoolean());
            assertThat(first.path("deviceId").asText()).isEqualTo(AgentFixture.PUMP);
            assertThat(first.path("state").asText()).isEqualTo("refused");
            assertThat(first.path("type").asText()).isEqualTo("infusion_pump");
            assertThat(first.path("signsIn").toString()).isEqualTo("[\"certificate\",\"token\"]");
            assertThat(first.path("protocol").asText()).isEqualTo("tcp");
            assertThat(first.path("accepted").asInt()).isEqualTo(2);
            assertThat(first.path("acceptedLastMinute").asInt()).isEqualTo(2);
            assertThat(first.path("refused").asInt()).isEqualTo(1);
            assertThat(first.path("lastRefusedCode").asText()).isEqualTo("schema_violation");
            assertThat(first.path("lastHeard").asText()).startsWith("20");
            assertThat(first.path("gaps").size()).isZero();
        }
        awaitFirst(device -> !device.path("connected").asBoolean());
        assertThat(devices().path("states").toString()).isEqualTo("{\"refused\":1,\"unheard\":1}");
        StatusRun table = run("--devices");
        assertThat(table.text())
                .startsWith("gateway-1 of acme, st-mary: ")
                .contains("\n2 known: 1 refused, 1 unheard\ndevice ")
                .containsPattern("\\npump-7  infusion_pump  refused  tcp  no +[0-9]+ s ago +2 +2 +1 +schema_violation,"
                        + " [0-9]+ s ago  -\\n")
                .containsPattern("\\npump-1  infusion_pump  unheard  -    no +not since the start +0 +0 +0 +- +-\\n");
        assertThat(run("--device", "pump-7").text())
                .containsPattern("last refusal +schema_violation, [0-9]+ s ago\\n")
                .containsPattern("signs in by +certificate, token\\n");
        assertThat(get("/devices")).contains("<td>pump-7</td>").contains("<td>refused</td>");
        assertThat(get("/")).contains("<a href=\"/devices\">");
        assertThat(table.text() + get("/devices") + devices())
                .doesNotContain("Ann")
                .doesNotContain("Smith");
    }

    @Test
    void aDeviceThatSendsMoreThanItMayIsAmongTheFirst() throws Exception {
        fixture.writeDevices("pump-1", AgentFixture.PUMP);
        fixture.configure("limits: {deviceEventsPerSecond: 1, burst: 1s}\n");
        start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            String answer = pump.send(AgentFixture.heartbeat());
            while (!answer.contains("\"busy\"")) {
                answer = pump.send(AgentFixture.heartbeat());
            }
        }
        JsonNode first = devices().path("devices").path(0);
        assertThat(first.path("deviceId").asText()).isEqualTo(AgentFixture.PUMP);
        assertThat(first.path("state").asText()).isEqualTo("rate_limited");
        assertThat(first.path("refused").asInt()).isZero();
    }

    @Test
    void manyDevicesStayReadableAndAllAreInTheAnswer() throws Exception {
        fixture.writeDevices(IntStream.range(0, 500).mapToObj(n -> "pump-" + n).toArray(String[]::new));
        start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"), "pump-456")) {
            assertThat(pump.send(ILL.replace("pump-7", "pump-456"))).contains("\"rejected\"");
        }
        List<String> lines = run("--devices").text().lines().toList();
        assertThat(lines).hasSizeLessThan(30).anyMatch(line -> line.startsWith("pump-456 "));
        assertThat(lines.get(lines.size() - 1))
                .isEqualTo("… and 480 more; --limit N shows more, --device ID one, --json all");
        assertThat(run("--devices", "--limit", "500").text().lines().filter(line -> line.startsWith("pump-")))
                .hasSize(500);
        JsonNode all = new ObjectMapper().readTree(run("--devices", "--json").text());
        assertThat(all.path("devices")).hasSize(500);
        assertThat(all.path("devices").path(0).path("deviceId").asText()).isEqualTo("pump-456");
        JsonNode one =
                new ObjectMapper().readTree(run("--device", "pump-42", "--json").text());
        assertThat(one.path("state").asText()).isEqualTo("unheard");
        assertThat(get("/devices")).contains("… and 300 more");
    }

    @Test
    void aDeviceThatIsNotInTheDirectoryIsWrongUsage() throws Exception {
        start();
        StatusRun ran = run("--device", "pump-8");
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(ran.text()).contains("the device directory of this gateway has no pump-8");
        assertThat(run("--devices", "--limit", "-1").exitCode()).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
    }
}
