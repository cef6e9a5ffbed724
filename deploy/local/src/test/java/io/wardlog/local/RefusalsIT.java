package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.pki.DevelopmentPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A walk over everything that must be refused, with real clients and the packaged processes: each is told so, counted and recorded, and right behind it
 * the same kind of client gets a good event in. Ward B's agent is for this alone: it has little patience with silent clients.
 */
@ExtendWith(SharedStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RefusalsIT {
    private static final String WARD = DemoNames.WARDS.get(1);
    private static final String AGENT = DemoNames.agent(WARD);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String REJECTED = "wardlog_agent_rejected_total";

    @TempDir
    static Path directory;

    private static Stack stack;
    private static DemoPorts.AgentPorts ports;
    private static Strangers strangers;
    private static long pid;
    private static final List<String> ACCEPTED = new ArrayList<>();

    @BeforeAll
    static void start(Stack shared) throws Exception {
        Tools.need("mosquitto_pub", "mosquitto-clients");
        Tools.need("nc", "netcat-openbsd");
        Tools.need("openssl", "openssl");
        Tools.need("curl", "curl");
        stack = shared;
        ports = stack.agentPorts(WARD);
        Path config = stack.layout.agentConfig(AGENT);
        Files.writeString(config, impatient(Files.readString(config)));
        stack.startAgent(WARD);
        strangers = new Strangers(stack, ports, stack.devices.spares().get(0), directory);
        pid = stack.agent(WARD).pid();
    }

    /** Little patience, and still more than a busy machine needs for a handshake. */
    private static String impatient(String config) {
        return config.replace("\ntls:\n", "\ntls:\n  handshakeTimeout: 4s\n")
                .replace("\nmqtt:\n", "\nmqtt:\n  packetTimeout: 4s\n")
                .replace("\ntcp:\n", "\ntcp:\n  lineTimeout: 4s\n")
                .replace("\nhttp:\n", "\nhttp:\n  requestTimeout: 4s\n");
    }

    static Stream<Arguments> badMessages() {
        return Arrays.stream(BadMessage.values())
                .flatMap(bad -> bad.ways.stream().map(way -> Arguments.of(bad, way)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("badMessages")
    @Order(1)
    void aBadMessageIsRefused(BadMessage bad, Way way) throws Exception {
        DemoDevice device = stack.devices.wards().get(WARD).get(bad.ordinal());
        double before = counted(way.protocol.wireName(), bad.code);
        assertThat(way.send(ports, device, bad.of(device))).contains(way.told(bad.code));
        assertThat(counted(way.protocol.wireName(), bad.code)).isEqualTo(before + 1);
        aGoodEventGetsIn(way, device);
    }

    static Stream<Stranger> strangers() {
        return strangers.talking().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    @Order(2)
    void aStrangerIsRefused(Stranger stranger) throws Exception {
        String protocol = stranger.protocol().wireName();
        double before = counted(protocol, stranger.code());
        assertThat(stranger.attempt().run()).containsIgnoringCase(stranger.told());
        assertThat(Probe.await(PATIENCE, () -> false, () -> counted(protocol, stranger.code()) > before))
                .as("counted as %s", stranger.code())
                .isTrue();
        aGoodEventGetsInBy(stranger.protocol());
    }

    /** All at a time, for each lasts as long as the agent's patience. */
    @Test
    @Order(2)
    void whoBeginsAndSaysNoMoreIsRefused() throws Exception {
        List<Stranger> silent = strangers.silent();
        Map<SourceProtocol, Double> expected = new EnumMap<>(SourceProtocol.class);
        for (Stranger stranger : silent) {
            double before = counted(stranger.protocol().wireName(), stranger.code());
            expected.merge(stranger.protocol(), before + 1, (sum, first) -> sum + 1);
        }
        Map<Stranger, Future<String>> told = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(silent.size());
        try {
            silent.forEach(stranger ->
                    told.put(stranger, threads.submit(() -> stranger.attempt().run())));
            for (Stranger stranger : silent) {
                assertThat(told.get(stranger).get()).as(stranger.toString()).containsIgnoringCase(stranger.told());
            }
        } finally {
            threads.shutdownNow();
        }
        for (Map.Entry<SourceProtocol, Double> each : expected.entrySet()) {
            String protocol = each.getKey().wireName();
            assertThat(Probe.await(
                            PATIENCE, () -> false, () -> counted(protocol, ErrorCode.TIMED_OUT) >= each.getValue()))
                    .as("%s counted at %s", each.getValue(), protocol)
                    .isTrue();
            aGoodEventGetsInBy(each.getKey());
        }
    }

    private static void aGoodEventGetsInBy(SourceProtocol protocol) throws Exception {
        Way way = Arrays.stream(Way.values())
                .filter(any -> any.protocol == protocol)
                .findFirst()
                .orElseThrow();
        aGoodEventGetsIn(way, stack.devices.spares().get(0));
    }

    private static void aGoodEventGetsIn(Way way, DemoDevice device) throws Exception {
        Message good = Message.heartbeat(device.id());
        String output = way.send(ports, device, good);
        assertThat(way.isAccepted(output, good)).as(output).isTrue();
        ACCEPTED.add(good.eventId());
    }

    /** What the collector refuses from someone who holds an agent's certificate. */
    record BadBatch(String what, ErrorCode code, Path identity, byte[] frame) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<BadBatch> badBatches() throws Exception {
        Path own = stack.keys.agent(AGENT);
        var signer = PemKeys.readSigner(own.resolve("signing.key"), own.resolve("signing.pub.pem"));
        var forger =
                new PrivateKeySigner(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        Path unregistered = DevelopmentPki.open(stack.layout.pki())
                .agent(
                        new DevelopmentPki.AgentName("another-tenant", DemoNames.HOSPITAL, "agent-unregistered"),
                        List.of(),
                        stack.keys.validity());
        return Stream.of(
                new BadBatch(
                        "a forged signature",
                        ErrorCode.SIGNATURE_INVALID,
                        own,
                        Frames.heartbeat(DemoNames.TENANT, AGENT, forger)),
                new BadBatch(
                        "a batch in another tenant's name",
                        ErrorCode.IDENTITY_MISMATCH,
                        own,
                        Frames.heartbeat("another-tenant", AGENT, signer)),
                new BadBatch(
                        "an agent of another tenant",
                        ErrorCode.UNKNOWN_AGENT,
                        unregistered,
                        Frames.heartbeat("another-tenant", "agent-unregistered", signer)),
                new BadBatch("a zstd bomb", ErrorCode.FRAME_MALFORMED, own, Frames.bomb()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBatches")
    @Order(3)
    void aBadBatchIsRefused(BadBatch bad) throws Exception {
        double before = refusedBatches(bad.code());
        Ingest ingest = Ingest.of(stack);
        assertThat(ingest.post(bad.identity(), bad.frame()))
                .startsWith("HTTP/2 " + bad.code().httpStatus())
                .contains("\"code\":\"" + bad.code().code() + "\"");
        assertThat(refusedBatches(bad.code())).isEqualTo(before + 1);
        new KafkaTopic(stack.servers.bootstrapServers(), "wardlog.alerts.v1")
                .await(
                        1,
                        alert -> new String(alert.value(), StandardCharsets.UTF_8)
                                .contains("\"code\":\"" + bad.code().code() + "\""));
        assertThat(ingest.head(stack.keys.agent(AGENT)))
                .startsWith("HTTP/2 200")
                .contains("WLH1");
        aGoodEventGetsIn(Way.TCP, stack.devices.spares().get(1));
    }

    @Test
    @Order(4)
    void everyRefusalIsRecordedAndNothingThatWasAcceptedIsLost() throws Exception {
        assertThat(ACCEPTED).isNotEmpty();
        assertThat(stack.agent(WARD).pid()).isEqualTo(pid);
        assertThat(stack.agent(WARD).isAlive()).isTrue();
        Map<String, Long> counted = rejectedByCode();
        stack.stopAgent(WARD); // writes what it only counted so far
        stack.startAgent(WARD);
        stack.awaitSettled();
        List<JsonNode> recorded = recorded();
        assertThat(byCode(recorded)).isEqualTo(counted);
        assertThat(recorded).allMatch(payload -> payload.has("deviceId") || payload.has("peer"));
        Path export = stack.export("export-refusals.ndjson");
        ExportCheck check = ExportCheck.of(export, List.of(Files.write(directory.resolve("accepted"), ACCEPTED)));
        assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
        Stack.Verification verification = stack.verify(export);
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    private static double counted(String protocol, ErrorCode code) throws IOException, InterruptedException {
        String labels = "code=\"" + code.code() + "\",protocol=\"" + protocol + "\"";
        return sum(stack.addresses.agentStatus(WARD), REJECTED + "{" + labels);
    }

    private static double refusedBatches(ErrorCode code) throws IOException, InterruptedException {
        return sum(stack.addresses.collectorStatus(), "wardlog_ingest_refusals_total{code=\"" + code.code() + "\"");
    }

    /** The sum of the series that begin so; 0 while there are none. */
    private static double sum(String address, String beginning) throws IOException, InterruptedException {
        return stack.probe
                .get(address + "/metrics")
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Map<String, Long> rejectedByCode() throws Exception {
        Map<String, Long> codes = new TreeMap<>();
        stack.probe
                .get(stack.addresses.agentStatus(WARD) + "/metrics")
                .lines()
                .filter(line -> line.startsWith(REJECTED + "{"))
                .forEach(line -> codes.merge(
                        line.replaceFirst(".*code=\"([a-z_]+)\".*", "$1"),
                        (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        Long::sum));
        return codes;
    }

    /** The payloads of all rejections in the agent's chain, as the API has them. */
    private static List<JsonNode> recorded() throws Exception {
        String url = stack.addresses.api() + "/v1/events?limit=1000&eventType=agent.message_rejected&deviceId=" + AGENT;
        List<JsonNode> payloads = new ArrayList<>();
        for (JsonNode found : new ObjectMapper().readTree(stack.probe.get(url)).path("events")) {
            payloads.add(found.path("event").path("payload"));
        }
        return payloads;
    }

    private static Map<String, Long> byCode(List<JsonNode> payloads) {
        Map<String, Long> codes = new TreeMap<>();
        payloads.forEach(payload -> codes.merge(
                payload.path("code").asText(), payload.path("occurrences").asLong(), Long::sum));
        return codes;
    }
}
