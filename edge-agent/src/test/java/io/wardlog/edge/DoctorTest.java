package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.wardlog.edge.CollectorFront.Mode;
import io.wardlog.edge.doctor.Diagnosis;
import io.wardlog.edge.fake.RealDisk;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.edge.journal.UnsyncedMark;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wardlog agent doctor} before a collector of its own, with one thing after the other broken. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorTest {

    private static final Duration VALID = Duration.ofDays(90);
    private static final Diagnosis.Level FAILED = Diagnosis.Level.FAILED;

    private final Vertx vertx = Vertx.vertx();
    private Path directory;
    private AgentFixture fixture;
    private CollectorFront front;
    private String healthy;

    @BeforeAll
    void collectorAndStrangers(@TempDir Path fresh) throws Exception {
        directory = fresh;
        fixture = new AgentFixture(directory, VALID);
        front = new CollectorFront(vertx, fixture.pki(), fixture.collector());
        fixture.collectors("url: https://127.0.0.1:" + front.port);
        fixture.fewConnections();
        healthy = Files.readString(fixture.configFile);
        issue("strangers", Validity.starting(Instant.now(), VALID));
        issue("over", Validity.starting(Instant.now().minus(Duration.ofDays(3)), Duration.ofDays(1)));
    }

    /** Files of an authority that nobody here trusts. */
    private void issue(String name, Validity validity) throws IOException {
        DevelopmentPki other = DevelopmentPki.create(directory.resolve(name), validity);
        other.agent(new DevelopmentPki.AgentName("acme", "st-mary", "gateway-1"), List.of("127.0.0.1"), validity);
        other.collector(List.of("127.0.0.1"), validity);
    }

    @AfterEach
    void repair() throws IOException {
        Files.writeString(fixture.configFile, healthy);
    }

    @AfterAll
    void stop() {
        vertx.close().await();
    }

    /** What the doctor said. */
    private record Report(List<Diagnosis> all) {
        List<Diagnosis.Level> levels(String check) {
            return all.stream()
                    .filter(each -> each.check().equals(check))
                    .map(Diagnosis::level)
                    .toList();
        }

        String text(String check) {
            return all.stream()
                    .filter(each -> each.check().equals(check))
                    .map(Diagnosis::toString)
                    .collect(Collectors.joining("\n"));
        }

        List<String> failed() {
            return all.stream()
                    .filter(each -> each.level() == FAILED)
                    .map(Diagnosis::check)
                    .distinct()
                    .toList();
        }
    }

    /** Everything but the syncs, which are measured once, by the command. */
    private Report doctor() throws Exception {
        List<Diagnosis> all = new ArrayList<>();
        new Doctor(fixture.config(), new WithoutSyncs()).examine(all::add);
        assertThat(all)
                .allSatisfy(each -> assertThat(each.fix().isEmpty()).isEqualTo(each.level() == Diagnosis.Level.OK));
        return new Report(all);
    }

    private static final class WithoutSyncs extends RealDisk {
        @Override
        public DiskFile open(Path file) throws IOException {
            return new DelegatingFile(super.open(file)) {
                @Override
                public void sync() {
                    // takes no time
                }
            };
        }
    }

    private static int execute(StringWriter out, String... arguments) {
        return EdgeAgentMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
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
                .containsPattern("OK +collector_answer .*certificate and signing key.*signed by collector-1, custody ")
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
            assertThat(report.text("agent")).contains("runs, version");
            assertThat(report.text("disk_space")).as("whole segments").doesNotContain("has 0 MiB");
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
        CollectorFront broken = new CollectorFront(vertx, fixture.pki(), fixture.collector());
        broken.mode = Mode.CUT;
        Path key = fixture.pki().resolve("agents/gateway-1/tls.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fixture.configure(
                    "tcp: {ports: {maxConnections: 10, plain: \"127.0.0.1:0\"",
                    "tcp: {ports: {plain: \"127.0.0.1:" + taken.getLocalPort() + "\"");
            fixture.configure(
                    "  url: https://127.0.0.1:" + front.port,
                    "  urls: [https://127.0.0.1:9, https://collector.invalid, https://127.0.0.1:" + broken.port
                            + ", https://127.0.0.1:" + front.port + "]");
            Report report = doctor();
            assertThat(report.failed())
                    .containsExactlyInAnyOrder(
                            "key_rights", "port_tcp", "collector_tcp", "collector_name", "collector_answer");
            assertThat(report.text("key_rights")).contains("rw-r--r--").contains("chmod 600 " + key);
            assertThat(report.text("port_tcp")).contains("cannot be opened").contains("ss -ltnp");
            assertThat(report.text("collector_tcp")).contains("127.0.0.1:9 takes no connection");
            assertThat(report.text("collector_name")).contains("the name collector.invalid is not known here");
            assertThat(report.text("collector_answer")).contains("127.0.0.1:" + broken.port + " does not answer: ");
            assertThat(report.levels("collector_answer")).containsExactly(FAILED, Diagnosis.Level.OK);
        } finally {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void anotherAgentOnTheStatusPortIsNamed() throws Exception {
        HttpServer other = vertx.createHttpServer()
                .requestHandler(request ->
                        request.response().end("{\"agentId\":\"gateway-2\",\"tenantId\":\"acme\",\"version\":\"1\"}"));
        int port = other.listen(0, "127.0.0.1").await().actualPort();
        fixture.configure("status: {listen: \"127.0.0.1:0\"}", "status: {listen: \"127.0.0.1:" + port + "\"}");
        Report report = doctor();
        assertThat(report.failed()).containsExactlyInAnyOrder("agent", "port_status");
        assertThat(report.text("agent"))
                .contains("127.0.0.1:" + port + " answers as another agent, gateway-2")
                .contains("let the agent have another status.listen");
        assertThat(report.text("port_status")).contains("cannot be opened").contains("ss -ltnp");
        other.close().await();
    }

    @Test
    void aCollectorOfAnotherAuthorityFailsAtTls() throws Exception {
        fixture.configure("  ca: pki/ca.pem", "  ca: strangers/ca.pem");
        Report report = doctor();
        assertThat(report.failed()).containsExactly("collector_tls");
        assertThat(report.text("collector_tls")).contains("is collector.ca the CA of its certificate");
    }

    @Test
    void anAgentOfAnotherAuthorityIsNotAccepted() throws Exception {
        fixture.configure(
                "  certificate: pki/agents/gateway-1/tls.pem\n  key: pki/agents/gateway-1/tls.key\n  receipt",
                "  certificate: strangers/agents/gateway-1/tls.pem\n  key: strangers/agents/gateway-1/tls.key\n  receipt");
        StringWriter out = new StringWriter();
        assertThat(execute(out, "doctor", "--json", "--config", fixture.configFile.toString()))
                .isEqualTo(EdgeAgentMain.CHECK_FAILED);
        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.path("failed").asInt()).isEqualTo(1);
        assertThat(report.path("checks"))
                .filteredOn(each -> each.path("level").asText().equals("failed"))
                .singleElement()
                .satisfies(each -> assertThat(each.path("check").asText()).isIn("collector_tls", "collector_answer"));
    }

    @Test
    void anAnswerThatNobodyTrustedSignedIsNoAnswer() throws Exception {
        fixture.configure("pki/collector/receipt.pub.pem", "strangers/collector/receipt.pub.pem");
        Report report = doctor();
        assertThat(report.failed()).containsExactly("collector_answer");
        assertThat(report.text("collector_answer"))
                .contains("is not signed by a trusted collector key")
                .contains("collector.receiptPublicKeys");
    }

    @Test
    void aSigningKeyThatTheRegisterDoesNotHave() throws Exception {
        fixture.configure("signingKey: pki/", "signingKey: strangers/");
        fixture.configure("signingPublicKey: pki/", "signingPublicKey: strangers/");
        Report report = doctor();
        assertThat(report.failed()).containsExactly("collector_answer");
        assertThat(report.text("collector_answer"))
                .contains("refuses this agent: 403 signature_invalid")
                .contains("its signing key into the collector's register");
    }

    /** It answers, and the register may have another key all the same. */
    @Test
    void ofACollectorThatDoesNotLookAtTheSigningKeyNothingIsSaidOfIt() throws Exception {
        front.older = true;
        try {
            Report report = doctor();
            assertThat(report.failed()).isEmpty();
            assertThat(report.levels("collector_answer")).containsExactly(Diagnosis.Level.WARNING);
            assertThat(report.text("collector_answer"))
                    .contains("accepts this agent's certificate; its answer is signed by collector-1")
                    .contains("signing key not asked: the collector is older than this agent");
        } finally {
            front.older = false;
        }
    }

    /** It refuses the key that nobody has, and would take any other. */
    @Test
    void aRefusalThatIsNotForTheKeyProvesNothingOfIt() throws Exception {
        front.older = true;
        front.guarded = true;
        try {
            Report report = doctor();
            assertThat(report.levels("collector_answer")).containsExactly(Diagnosis.Level.WARNING);
            assertThat(report.text("collector_answer"))
                    .contains(
                            "signing key not asked: a key that nobody has is refused, and not for the key: 403 http_403");
        } finally {
            front.older = false;
            front.guarded = false;
        }
    }

    @Test
    void filesThatAreMissingOrOverAreNamed() throws Exception {
        fixture.configure(
                "tls:\n  certificate: pki/agents/gateway-1/tls.pem\n  key: pki/agents/gateway-1/tls.key\n  deviceCa: pki/ca.pem",
                "tls:\n  certificate: over/agents/gateway-1/tls.pem\n  key: over/agents/gateway-1/tls.key\n  deviceCa: over/ca.pem");
        fixture.configure("devices.yaml", "nowhere.yaml");
        fixture.configure("  ca: pki/ca.pem", "  ca: over/ca.pem");
        Report report = doctor();
        assertThat(report.failed())
                .contains("configuration", "certificate_ports", "certificate_uplink", "collector_tls");
        assertThat(report.text("configuration")).contains("nowhere.yaml");
        assertThat(report.text("certificate_ports")).contains("is not valid now");
        assertThat(report.text("certificate_uplink"))
                .contains("the last CA in " + directory.resolve("over/ca.pem") + " is valid to ");
    }

    @Test
    void aConfigurationThatCannotBeReadIsTwo() throws Exception {
        fixture.configure("agentId: gateway-1", "agentId: gateway-1\ndataDri: data");
        StringWriter out = new StringWriter();
        assertThat(execute(out, "doctor", "--config", fixture.configFile.toString()))
                .isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(out.toString())
                .contains("line 2: dataDri: is not a known key. Did you mean `dataDir`?\n")
                .endsWith("1 of 1 checks failed, 0 warnings\n");
        assertThat(execute(new StringWriter(), "doctor")).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        StringWriter help = new StringWriter();
        assertThat(execute(help, "doctor", "--help")).isZero();
        assertThat(help.toString()).contains("Changes nothing").contains("Exit codes: 0 nothing failed");
    }

    @Test
    void aJournalWithoutSyncsIsFailedAndSoIsOneThatWasWrittenSo() throws Exception {
        fixture.configure("journal: {", "journal: {insecureWithoutSync: true, ");
        Report unsynced = doctor();
        assertThat(unsynced.failed()).containsExactly("journal_sync");
        assertThat(unsynced.text("journal_sync"))
                .contains("a power cut loses events that were acknowledged", "start on an empty dataDir");
        EdgeConfig config = fixture.config();
        Files.createDirectories(config.dataDir());
        new UnsyncedMark(config.dataDir(), config.journalDirectory()).put(new WithoutSyncs());
        repair();
        try {
            assertThat(doctor().text("configuration")).contains("written without syncs");
        } finally {
            Files.delete(config.dataDir().resolve("journal.unsynced"));
        }
    }
}
