package io.wardlog.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.wardlog.simulator.SimulatorMain;
import io.wardlog.simulator.agents.AgentsFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as people write it: a rate, connections and a duration, on an agent that a file describes as a running demo does. */
class LoadCommandTest {
    private static final int USAGE = 2;

    private final Vertx vertx = Vertx.vertx();
    /** How many messages came from each client id. */
    private final Map<String, AtomicInteger> told = new ConcurrentHashMap<>();

    @TempDir
    Path directory;

    private int port;

    @BeforeEach
    void startAgent() throws Exception {
        MqttServer server =
                MqttServer.create(vertx, new MqttServerOptions().setPort(0).setHost("127.0.0.1"));
        server.endpointHandler(endpoint -> {
            AtomicInteger count = new AtomicInteger();
            told.put(endpoint.clientIdentifier(), count);
            endpoint.publishHandler(message -> {
                count.incrementAndGet();
                endpoint.publishAcknowledge(message.messageId());
            });
            endpoint.accept();
        });
        port = server.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aRateConnectionsAndADurationAreEnough() throws Exception {
        Said said = load(agents(5), "--rate", "200", "--connections", "4", "--duration", "1s");
        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text()).contains("200 messages/s (constant) over 4 connections for 1 s, MQTT 5");
        assertThat(told.values().stream().mapToInt(AtomicInteger::get).sum()).isEqualTo(200);
        assertThat(told).as("a device each").hasSize(4);
    }

    @Test
    void asFastAsAnsweredNeedsNoRateAndTellsTheCostOfAProcess() throws Exception {
        Said said = load(
                agents(4),
                "--rate",
                "max",
                "--connections",
                "4",
                "--duration",
                "1s",
                "--warm-up",
                "300ms",
                "--say",
                "heartbeat",
                "--process",
                "me=" + ProcessHandle.current().pid());
        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text())
                .contains("as fast as answered, 20 in flight each, over 4 connections", "from sent to acknowledged")
                .containsPattern("me: [0-9.]+ CPU µs an acknowledged message");
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnythingIsSent() throws Exception {
        Path agents = agents(4);
        assertThat(load(agents, "--rate", "fast", "--connections", "4").text())
                .contains("'fast' is neither max nor a number");
        assertThat(load(agents, "--rate", "NaN", "--connections", "4").exit()).isEqualTo(USAGE);
        assertThat(load(agents, "--rate", "max", "--connections", "4", "--ramp", "1s")
                        .text())
                .contains("--ramp needs a --rate of so many a second");
        assertThat(load(agents, "--rate", "1", "--connections", "4", "--duration", "1s", "--warm-up", "1s")
                        .text())
                .contains("--warm-up must be shorter than --duration");
        assertThat(load(agents, "--rate", "1", "--connections", "4", "--process", "x=999999999")
                        .text())
                .contains("there is no such process in /proc");
        assertThat(told).isEmpty();
    }

    @Test
    void fewerDevicesThanConnectionsAreNotEnough() throws Exception {
        Said said = load(agents(3), "--rate", "200", "--connections", "4", "--duration", "1s");
        assertThat(said.exit()).isEqualTo(USAGE);
        assertThat(said.text())
                .contains(
                        "4 connections need as many devices",
                        directory.resolve("load.json") + " has 3 that can be simulated",
                        "A device has one connection, and a second one would take it over",
                        "ask for fewer --connections, or name more devices with --devices")
                .doesNotContain("secret");
        assertThat(told).isEmpty();
    }

    @Test
    void saysWhatIsMissingWhenThereIsNoAgentOrItHasNoDevicesForLoad() throws Exception {
        assertThat(load(directory.resolve("none.json"), "--rate", "1").text()).contains("there is no file");
        assertThat(load(file(new JsonObject()), "--rate", "1").text())
                .contains("names no agent with \"loadDevices\": name a file of devices with --devices");
        Path agents = agents(1);
        assertThat(load(agents, "--rate", "1", "--connections", "1", "--protocol", "tcp")
                        .text())
                .contains("agent-1 of tenant t-1 has no \"tcp\"");
        assertThat(load(agents, "--rate", "1", "--connections", "1", "--host", "gateway")
                        .text())
                .contains("--host and --port go with --devices");
        assertThat(load(
                                agents,
                                "--rate",
                                "1",
                                "--devices",
                                directory.resolve("load.json").toString())
                        .text())
                .contains("--devices and --agents exclude each other");
        port = 1;
        assertThat(load(agents(1), "--rate", "1", "--connections", "1").text())
                .contains("agent-1 of tenant t-1 does not listen at 127.0.0.1:1", "./wardlog demo");
    }

    @Test
    void withoutADemoItSaysWhatToStart() {
        assumeFalse(Files.exists(AgentsFile.ofDemo()), "a demo runs in this source tree");
        Said said = said("load", "--rate", "1");
        assertThat(said.exit()).isEqualTo(USAGE);
        assertThat(said.text())
                .contains("no demo is running", "demo-data/demo.json", "start one with ./wardlog demo", "--agents");
    }

    private record Said(int exit, String text) {}

    private static Said load(Path agents, String... arguments) {
        List<String> words = new ArrayList<>(List.of("load", "--agents", agents.toString()));
        words.addAll(List.of(arguments));
        return said(words.toArray(String[]::new));
    }

    private static Said said(String... words) {
        StringWriter text = new StringWriter();
        CommandLine command =
                SimulatorMain.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        return new Said(command.execute(words), text.toString());
    }

    /** An agent that knows so many devices. */
    private Path agents(int devices) throws Exception {
        JsonArray list = new JsonArray();
        for (int i = 1; i <= devices; i++) {
            list.add(new JsonObject()
                    .put("id", "pump-" + i)
                    .put("type", "infusion_pump")
                    .put("username", "pump-" + i)
                    .put("password", "secret"));
        }
        Files.writeString(
                directory.resolve("load.json"),
                new JsonObject().put("devices", list).encode());
        return file(new JsonObject().put("loadDevices", "load.json"));
    }

    private Path file(JsonObject agent) throws Exception {
        agent.put("agentId", "agent-1")
                .put("mqtt", new JsonObject().put("host", "127.0.0.1").put("port", port));
        JsonObject tenant = new JsonObject().put("tenantId", "t-1").put("agents", new JsonArray().add(agent));
        return Files.writeString(
                directory.resolve("agents.json"),
                new JsonObject().put("tenants", new JsonArray().add(tenant)).encode());
    }
}
