package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.wardlog.edge.CollectorFront.Mode;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.edge.status.Finding;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running agent says of itself, to the command, to a program and to a browser. */
@Timeout(120)
class StatusTest {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> faults = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private AgentFixture fixture;
    private CollectorFront front;
    private EdgeAgent agent;

    @BeforeEach
    void collector() throws Exception {
        prepare("agent", Duration.ofDays(90));
    }

    private void prepare(String name, Duration valid) throws Exception {
        Path home = Files.createDirectory(directory.resolve(name));
        fixture = new AgentFixture(home, valid);
        front = new CollectorFront(vertx, fixture.pki(), fixture.collector());
        fixture.collectors("url: https://127.0.0.1:" + front.port);
        fixture.fewConnections();
    }

    /** So that it is soon known of an answer that it does not come. */
    private void impatient() throws Exception {
        fixture.configure("  receipt", "  answerTimeout: 1s\n  connectTimeout: 1s\n  receipt");
    }

    private void start() throws Exception {
        agent = new EdgeAgent(
                fixture.config(),
                (own, tls) -> new Http2Uplink(own, fixture.config().collector(), tls),
                (event, cause) -> faults.add(event));
        agent.start();
        fixture.configure(
                "listen: \"127.0.0.1:0\"",
                "listen: \"127.0.0.1:" + agent.ports().get("status") + "\"");
    }

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.stop();
        }
        vertx.close().await();
        assertThat(faults).isEmpty();
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks until the answer is as it should be. */
    private JsonNode await(Predicate<JsonNode> condition) throws Exception {
        JsonNode status;
        do {
            status = new ObjectMapper().readTree(get("/status").body());
        } while (!condition.test(status));
        return status;
    }

    private JsonNode awaitConnected(boolean connected) throws Exception {
        return await(status -> status.path("uplink").path("connected").asBoolean() == connected);
    }

    private static List<String> codes(JsonNode status) {
        return status.path("findings").findValuesAsText("code");
    }

    private StatusRun run(String... options) {
        return StatusRun.of(fixture.configFile, options);
    }

    @Test
    void aConnectedAgentSaysHowItIs() throws Exception {
        start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            pump.heartbeat();
            JsonNode status =
                    await(is -> is.path("uplink").path("deliveredEvents").asInt() >= 2
                            && is.path("connections").path("tcp").asInt() == 1);
            assertThat(status.path("connectedDevices").asInt()).isEqualTo(1);
            assertThat(status.path("devices").path("known").asInt()).isEqualTo(1);
            assertThat(status.path("uplink").path("lastReceipt").asText()).isNotEmpty();
            assertThat(status.path("rates").path("acceptedPerSecond").asDouble())
                    .isPositive();
            assertThat(status.path("journal").path("usedPercent").asInt()).isBetween(1, 79);
            assertThat(status.path("certificates").findValuesAsText("use")).containsExactly("ports", "uplink");
            assertThat(status.path("clock").path("uncertaintyUs").asLong()).isPositive();
            assertThat(status.path("fileDescriptors").path("open").asLong()).isPositive();
        }
        StatusRun ran = run();
        assertThat(ran.text())
                .startsWith("gateway-1 of acme, st-mary: all is well")
                .containsPattern("agent +version .+, started [0-9]+ s ago ")
                .containsPattern("messages +all are taken")
                .containsPattern("devices +1 known, [01] connected, 0 silent for 10 min")
                .containsPattern("disk +normal, [0-9.]+ MiB of 64.0 MiB used")
                .containsPattern("rates +[0-9.]+ messages accepted, 0.0 refused, [0-9.]+ events recorded, [0-9.]+"
                        + " delivered a second, over [0-9]+ s\\n")
                .containsPattern("collector +connected, custody ok")
                .containsPattern("certificates +ports (89|90) days, to 20[-0-9]+T[:0-9]+Z; uplink (89|90) days, to 20")
                .containsPattern("clock +(synchronised|not known to be synchronised); [0-9.]+ s (behind|ahead of) the"
                        + " collector's, ± [0-9.]+ s\\n");
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.OK);
        JsonNode json = new ObjectMapper().readTree(run("--json").text());
        assertThat(json.path("agentId").asText()).isEqualTo("gateway-1");
        assertThat(json.path("well").asBoolean()).isTrue();
    }

    @Test
    void whatIsWrongIsNamedWithItsCodeAndWhatToDo() throws Exception {
        prepare("short", Duration.ofDays(1));
        start();
        awaitConnected(true);
        StatusRun ran = run();
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
        assertThat(ran.text())
                .startsWith("gateway-1 of acme, st-mary: 4 things are wrong")
                .contains("certificate_expires: ports: on 20")
                .contains("certificate_expires: uplink: on 20")
                .contains("ca_expires: uplink: the last in its file, on 20")
                .contains("To do: put a new certificate");
    }

    @Test
    void aDeviceDirectoryWithAMistakeIsSaidUntilItIsCorrected() throws Exception {
        start();
        fixture.writeDirectory("devices:\n  pump-7:\n    type: toaster\n");
        JsonNode status =
                await(is -> is.path("deviceDirectory").path("problems").asInt() > 0);
        assertThat(codes(status)).contains("devices_refused");
        assertThat(status.path("devices").path("known").asInt()).isEqualTo(1);
        fixture.writeDevices(AgentFixture.PUMP, "pump-8");
        status = await(is -> is.path("devices").path("known").asInt() == 2
                && is.path("deviceDirectory").path("problems").asInt() == 0);
        assertThat(codes(status)).doesNotContain("devices_refused");
    }

    @Test
    void aCollectorThatTakesConnectionsAndNeverAnswersIsNotConnected() throws Exception {
        front.mode = Mode.HANG;
        impatient();
        start();
        // Until a connection was taken: on a busy machine the first calls may end before that
        JsonNode status = await(is -> is.path("uplink").has("problem") && !front.certificates.isEmpty());
        assertThat(status.path("uplink").path("connected").asBoolean()).isFalse();
        assertThat(codes(status)).contains("uplink_not_connected");
        assertThat(get("/metrics").body()).contains("wardlog_agent_uplink_connected 0.0");
        assertThat(run().text()).contains("uplink_not_connected: no receipt since the start; ");
        assertThat(run().exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
    }

    @Test
    void aCollectorThatFallsSilentIsConnectedNoMoreAndAgainWhenReceiptsCome() throws Exception {
        impatient();
        start();
        awaitConnected(true);
        front.mode = Mode.HANG;
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            pump.heartbeat();
            JsonNode status = awaitConnected(false);
            assertThat(status.path("uplink").path("backlogEvents").asInt()).isPositive();
            assertThat(status.path("uplink").path("oldestUnsent").asText()).isNotEmpty();
            front.mode = Mode.ANSWER;
            awaitConnected(true);
        }
    }

    @Test
    void thePageIsPlainAndLetsNothingIn() throws Exception {
        front.mode = Mode.CUT;
        start();
        await(is -> is.path("uplink").has("problem"));
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .startsWith("<!DOCTYPE html>")
                .contains("<code>uplink_not_connected</code>")
                .contains("gateway-1 of acme, st-mary")
                .doesNotContain("<script")
                .doesNotContain("http://")
                .doesNotContain("https://")
                .doesNotContain("src=");
    }

    /** The server would answer in the version that the request names, with whatever stands in it. */
    @Test
    void whatNamesAnotherVersionIsRefusedInOurs() throws Exception {
        start();
        try (Socket socket = new Socket("127.0.0.1", agent.ports().get("status"))) {
            socket.getOutputStream().write("GET / XYZ/3.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 400 Bad Request");
        }
    }

    @Test
    void whenNobodyOrSomeoneElseAnswersTheCommandSaysSo() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            fixture.configure("listen: \"127.0.0.1:0\"", "listen: \"127.0.0.1:" + silent.getLocalPort() + "\"");
        }
        StatusRun ran = run();
        assertThat(ran.exitCode()).isEqualTo(EdgeAgentMain.FAULT);
        assertThat(ran.text()).contains("no agent answers at 127.0.0.1:");
        assertThat(run("--help").text()).contains("Exit codes: 0 all is well, 1 something is wrong");
    }

    @Test
    void everyCodeStandsInTheManual() throws Exception {
        String page = Files.readString(Path.of("../docs/install-the-agent.md"));
        for (Finding.Code code : Finding.Code.values()) {
            assertThat(page).contains("`" + code.wireName() + "`");
            assertThat(code.action()).isNotBlank();
        }
    }
}
