package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.wardlog.edge.CollectorFront.Mode;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wardlog agent doctor} before a collector of its own, with one thing after the other broken. */
@Timeout(120)
class DoctorTest {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private AgentFixture fixture;
    private CollectorFront front;

    @BeforeEach
    void collector() throws Exception {
        fixture = new AgentFixture(directory, Duration.ofDays(90));
        front = new CollectorFront(vertx, fixture.pki(), fixture.collector());
        fixture.collectors("url: https://127.0.0.1:" + front.port, "answerTimeout: 1s", "connectTimeout: 1s");
        fixture.fewConnections();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    /** What the command said: each check with the levels and texts of its diagnoses. */
    private record Report(int exitCode, List<JsonNode> checks) {
        List<String> levels(String check) {
            return of(check).map(each -> each.path("level").asText()).toList();
        }

        Stream<JsonNode> of(String check) {
            return checks.stream().filter(each -> each.path("check").asText().equals(check));
        }

        String text(String check) {
            return String.join("\n", of(check).map(JsonNode::toString).toList());
        }

        List<String> failed() {
            return checks.stream()
                    .filter(each -> each.path("level").asText().equals("failed"))
                    .map(each -> each.path("check").asText())
                    .distinct()
                    .toList();
        }
    }

    private Report doctor() throws Exception {
        StringWriter out = new StringWriter();
        int exitCode = execute(out, "doctor", "--json", "--config", fixture.configFile.toString());
        JsonNode report = new ObjectMapper().readTree(out.toString());
        List<JsonNode> checks = new ArrayList<>();
        report.path("checks").forEach(checks::add);
        assertThat(checks)
                .allSatisfy(each -> assertThat(each.has("fix"))
                        .isEqualTo(!each.path("level").asText().equals("ok")));
        assertThat(report.path("failed").asLong())
                .isEqualTo(checks.stream()
                        .filter(each -> each.path("level").asText().equals("failed"))
                        .count());
        return new Report(exitCode, checks);
    }

    private static int execute(StringWriter out, String... arguments) {
        return EdgeAgentMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
    }

    private DevelopmentPki strangers() throws IOException {
        Validity validity = Validity.starting(Instant.now(), Duration.ofDays(90));
        DevelopmentPki other = DevelopmentPki.create(directory.resolve("other"), validity);
        other.agent(new DevelopmentPki.AgentName("acme", "st-mary", "gateway-1"), List.of("127.0.0.1"), validity);
        other.collector(List.of("127.0.0.1"), validity);
        return other;
    }

    private SortedMap<String, Long> files() throws IOException {
        SortedMap<String, Long> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.filter(Files::isRegularFile)
                    .forEach(file -> all.put(file.toString(), file.toFile().length()));
        }
        return all;
    }

    @Test
    void whereNothingIsWrongItEndsWithZeroAndChangesNothing() throws Exception {
        SortedMap<String, Long> before = files();
        StringWriter out = new StringWriter();
        int exitCode = execute(out, "doctor", "--config", fixture.configFile.toString());
        assertThat(out.toString())
                .containsPattern("OK +configuration +every file")
                .containsPattern("OK +certificate_uplink +.*tls.pem belongs to its key")
                .containsPattern("disk_sync +[0-9]+ syncs/s")
                .containsPattern("OK +port_mqtts +127.0.0.1:0 is free")
                .containsPattern("OK +collector_tls +TLSv1.3 with 127.0.0.1:[0-9]+, whose certificate .*; HTTP/2\n")
                .containsPattern("OK +collector_answer .*signed by collector-1, custody knows no batch")
                .containsPattern("OK +clock +[0-9.]+ s (behind|ahead of) the time that 127.0.0.1")
                .containsPattern("\n0 of [0-9]+ checks failed");
        assertThat(exitCode).isEqualTo(EdgeAgentMain.OK);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aRunningAgentIsLeftInPeaceAndKnownByItsPorts() throws Exception {
        EdgeAgent agent = new EdgeAgent(
                fixture.config(),
                (own, tls) -> new Http2Uplink(own, fixture.config().collector(), tls),
                (event, cause) -> {
                    throw new AssertionError(event, cause);
                });
        agent.start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            fixture.configure(
                    "listen: \"127.0.0.1:0\"",
                    "listen: \"127.0.0.1:" + agent.ports().get("status") + "\"");
            Report report = doctor();
            assertThat(report.failed()).isEmpty();
            assertThat(report.exitCode()).isEqualTo(EdgeAgentMain.OK);
            assertThat(report.text("agent")).contains("runs, version");
            for (String port : List.of("port_mqtt", "port_mqtts", "port_tcp", "port_http", "port_status")) {
                assertThat(report.text(port)).contains("the running agent listens on 127.0.0.1:");
            }
            assertThat(report.text("file_descriptors")).contains("the agent has ");
            assertThat(pump.heartbeat().eventId()).isNotEmpty();
        } finally {
            agent.stop();
        }
    }

    @Test
    void eachFaultOfTheMachineAndOfEachCollectorIsNamedWithItsFix() throws Exception {
        CollectorFront silent = new CollectorFront(vertx, fixture.pki(), fixture.collector());
        silent.mode = Mode.HANG;
        Path key = fixture.pki().resolve("agents/gateway-1/tls.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fixture.configure(
                    "tcp: {ports: {maxConnections: 10, plain: \"127.0.0.1:0\"",
                    "tcp: {ports: {plain: \"127.0.0.1:" + taken.getLocalPort() + "\"");
            fixture.configure(
                    "  url: https://127.0.0.1:" + front.port,
                    "  urls: [https://127.0.0.1:9, https://collector.invalid, https://127.0.0.1:" + silent.port
                            + ", https://127.0.0.1:" + front.port + "]");
            Report report = doctor();
            assertThat(report.exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
            assertThat(report.failed())
                    .containsExactlyInAnyOrder(
                            "key_rights", "port_tcp", "collector_tcp", "collector_name", "collector_answer");
            assertThat(report.text("key_rights")).contains("rw-r--r--").contains("chmod 600 " + key);
            assertThat(report.text("port_tcp")).contains("cannot be opened").contains("ss -ltnp");
            assertThat(report.text("collector_tcp")).contains("127.0.0.1:9 takes no connection");
            assertThat(report.text("collector_name")).contains("the name collector.invalid is not known here");
            assertThat(report.text("collector_answer")).contains("does not answer: no answer within 1000 ms");
            assertThat(report.levels("collector_answer")).containsExactly("failed", "ok");
        }
    }

    @Test
    void aCollectorOfAnotherAuthorityFailsAtTls() throws Exception {
        strangers();
        fixture.configure("  ca: pki/ca.pem", "  ca: other/ca.pem");
        Report report = doctor();
        assertThat(report.failed()).containsExactly("collector_tls");
        assertThat(report.text("collector_tls")).contains("is collector.ca the CA of its certificate");
    }

    @Test
    void anAgentOfAnotherAuthorityIsNotAccepted() throws Exception {
        strangers();
        fixture.configure(
                "  certificate: pki/agents/gateway-1/tls.pem\n  key: pki/agents/gateway-1/tls.key\n  receipt",
                "  certificate: other/agents/gateway-1/tls.pem\n  key: other/agents/gateway-1/tls.key\n  receipt");
        Report report = doctor();
        assertThat(report.failed()).hasSize(1).containsAnyOf("collector_tls", "collector_answer");
        assertThat(report.exitCode()).isEqualTo(EdgeAgentMain.CHECK_FAILED);
    }

    @Test
    void anAnswerThatNobodyTrustedSignedIsNoAnswer() throws Exception {
        strangers();
        fixture.configure("pki/collector/receipt.pub.pem", "other/collector/receipt.pub.pem");
        Report report = doctor();
        assertThat(report.failed()).containsExactly("collector_answer");
        assertThat(report.text("collector_answer"))
                .contains("is not signed by a trusted collector key")
                .contains("collector.receiptPublicKeys");
    }

    @Test
    void filesThatAreMissingOrOverAreNamed() throws Exception {
        Validity over = Validity.starting(Instant.now().minus(Duration.ofDays(3)), Duration.ofDays(1));
        DevelopmentPki other = DevelopmentPki.create(directory.resolve("other"), over);
        other.agent(new DevelopmentPki.AgentName("acme", "st-mary", "gateway-1"), List.of("127.0.0.1"), over);
        fixture.configure(
                "tls:\n  certificate: pki/agents/gateway-1/tls.pem\n  key: pki/agents/gateway-1/tls.key",
                "tls:\n  certificate: other/agents/gateway-1/tls.pem\n  key: other/agents/gateway-1/tls.key");
        fixture.configure("devices.yaml", "nowhere.yaml");
        Report report = doctor();
        assertThat(report.failed()).containsExactlyInAnyOrder("configuration", "certificate_ports");
        assertThat(report.text("configuration")).contains("nowhere.yaml");
        assertThat(report.text("certificate_ports")).contains("is not valid now");
    }

    @Test
    void aConfigurationThatCannotBeReadIsTwo() throws Exception {
        fixture.configure("agentId: gateway-1", "agentId: gateway-1\ndataDri: data");
        Report report = doctor();
        assertThat(report.exitCode()).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(report.failed()).containsExactly("configuration");
        assertThat(report.text("configuration")).contains("dataDri");
        assertThat(execute(new StringWriter(), "doctor")).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        StringWriter help = new StringWriter();
        assertThat(execute(help, "doctor", "--help")).isZero();
        assertThat(help.toString()).contains("Changes nothing").contains("Exit codes: 0 nothing failed");
    }
}
