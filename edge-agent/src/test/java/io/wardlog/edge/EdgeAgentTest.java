package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.batch.BatchLink;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.config.ListenFailure;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.edge.verify.JournalFinding;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.hash.Sha256;
import io.wardlog.testkit.LogMemory;
import io.wardlog.verify.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent in this process, on real ports and a real disk; only the collector is played. */
@Timeout(120)
class EdgeAgentTest {

    private static final int IDLE = 300;

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private AgentFixture fixture;
    private SigningCollector collector;
    private EdgeAgent agent;

    @BeforeEach
    void start() throws Exception {
        fixture = new AgentFixture(directory);
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

    private void restart() throws Exception {
        agent.stop();
        startAgent();
    }

    private TcpDevice pump() throws IOException {
        return new TcpDevice(agent.ports().get("tcp"));
    }

    private static long count(List<Event> events, String type) {
        return events.stream().filter(event -> event.eventType().equals(type)).count();
    }

    private List<String> deliveredTypes() {
        return collector.events().stream().map(Event::eventType).toList();
    }

    /** Every delivered event links up with the one before it in its chain. */
    private void checkChains() {
        Map<ChainId, ChainHead> heads = new HashMap<>();
        for (Event event : collector.events()) {
            ChainId chain = ChainId.of(event);
            ChainHead before = heads.getOrDefault(chain, ChainHead.genesis(chain));
            assertThat(before.isFollowedBy(event.sequenceNumber(), event.prevHash()))
                    .as(event.eventType())
                    .isTrue();
            heads.put(chain, before.next(EventHash.of(event.canonical())));
        }
    }

    private Verdict journalVerdict() throws IOException {
        List<JournalFinding> findings = new ArrayList<>();
        return new JournalCheck(
                        new JournalVerifier(fixture.config().journalDirectory()), Optional.empty(), findings::add)
                .run()
                .verdict();
    }

    @Test
    void aPortThatIsTakenIsNamedAndWhatIsOpenCloses(@TempDir Path other) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket taken = new ServerSocket(0, 1, loopback);
                ServerSocket free = new ServerSocket(0, 1, loopback)) {
            AgentFixture second = new AgentFixture(other);
            second.configure(
                    "mqtt: {ports: {plain: \"127.0.0.1:0\", tls: \"127.0.0.1:0\"}}",
                    "mqtt: {ports: {plain: \"127.0.0.1:" + free.getLocalPort() + "\", tls: \"127.0.0.1:"
                            + taken.getLocalPort() + "\"}}");
            free.close();
            EdgeAgent blocked = new EdgeAgent(
                    second.config(), (vertx, tls) -> second.collector(), (event, cause) -> faults.add(event));
            assertThatThrownBy(blocked::start)
                    .isInstanceOf(ListenFailure.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageEndingWith("or change mqtt.ports.tls.");
            blocked.stop();
            new ServerSocket(free.getLocalPort(), 1, loopback).close();
        }
        assertThat(logs.events()).doesNotContain("callback_failed", "stop_failed");
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void messagesOfEveryWayInAreAcknowledgedAndDeliveredOnce() throws Exception {
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(1);
        }
        assertThat(publishByMqtt()).isEqualTo(0x40);
        HttpRequest post = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + agent.ports().get("http") + "/v1/events"))
                .header("authorization", basic())
                .POST(HttpRequest.BodyPublishers.ofString(AgentFixture.heartbeat()))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(post, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(202);
        collector.await(events -> events.size() >= 4);
        assertThat(deliveredTypes())
                .containsExactly("agent.started", "device.heartbeat", "device.heartbeat", "device.heartbeat");
        checkChains();
        String metrics = get("/metrics");
        while (!metrics.contains("wardlog_agent_backlog_events 0.0")) { // the last receipt is on its way
            metrics = get("/metrics");
        }
        metrics = get("/metrics"); // each meter is asked by itself: what was asked before the backlog may be older
        assertThat(metrics)
                .contains("wardlog_agent_accepted_total{protocol=\"mqtt\"} 1.0")
                .containsPattern("wardlog_agent_delivered_bytes_total [1-9]");
        assertThat(get("/metrics").lines().filter(line -> line.startsWith("# HELP wardlog_")))
                .as("every meter says what it is")
                .isNotEmpty()
                .allMatch(line -> line.split(" ", 4).length == 4 && !line.split(" ", 4)[3].isBlank());
        assertThat(get("/metrics"))
                .contains("wardlog_agent_custody_trouble 0.0")
                .contains("wardlog_agent_memory_waiting 0.0")
                .contains("wardlog_agent_handshakes_waiting 0.0")
                .contains("wardlog_agent_handshakes_turned_away_total 0.0")
                .contains("wardlog_agent_journal_level 0.0")
                .contains("wardlog_agent_gaps_declared_total{cause=\"unknown\"} 0.0")
                .contains("wardlog_agent_gaps_waiting_devices 0.0")
                .containsPattern("wardlog_agent_journal_filled_ratio 0[.]")
                .containsPattern("wardlog_agent_journal_used_bytes [1-9]")
                .containsPattern("wardlog_agent_disk_free_bytes [1-9]");
        assertThat(get("/status"))
                .contains("\"custody\":\"ok\"")
                .contains("\"meaning\":\"there is room\"")
                .contains("\"gaps\":{\"declared\":{\"clock_step\":0,");
        assertThat(get("/ready")).contains("\"ready\":true");
    }

    /** CONNECT and one PUBLISH of MQTT 3.1.1 by hand; the type of the last packet that came back. */
    private int publishByMqtt() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", agent.ports().get("mqtt"))) {
            socket.setSoTimeout(30_000);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(0x10);
            out.write(10 + 2 * (AgentFixture.PUMP.length() + 2) + 2 + AgentFixture.TOKEN.length());
            out.writeUTF("MQTT");
            out.write(new byte[] {4, (byte) 0xC2, 0, 60});
            out.writeUTF(AgentFixture.PUMP);
            out.writeUTF(AgentFixture.PUMP);
            out.writeUTF(AgentFixture.TOKEN);
            assertThat(socket.getInputStream().readNBytes(4)).containsExactly(0x20, 2, 0, 0);
            byte[] message = ("{\"eventTime\":\"" + Instant.now() + "\",\"payload\":{\"status\":\"ok\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            String topic = "wardlog/v1/" + AgentFixture.PUMP + "/device.heartbeat";
            out.write(0x32);
            out.write(2 + topic.length() + 2 + message.length);
            out.writeUTF(topic);
            out.writeShort(1);
            out.write(message);
            return socket.getInputStream().readNBytes(4)[0];
        }
    }

    private static String basic() {
        return "Basic "
                + java.util.Base64.getEncoder()
                        .encodeToString(
                                (AgentFixture.PUMP + ":" + AgentFixture.TOKEN).getBytes(StandardCharsets.UTF_8));
    }

    /** Whoever stops a service waits for it: hundreds of devices that say nothing are told at once, and none is waited for until its grace is over. */
    @Test
    void aStopTellsAllIdleDevicesAndWaitsForNone() throws Exception {
        agent.stop();
        fixture.configure("mqtt: {ports: {", "mqtt: {ports: {maxConnectionsPerDevice: 1000, ");
        startAgent();
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < IDLE; i++) {
            idle.add(connectIdle("idle-" + i));
        }
        agent.stop();
        for (Socket device : idle) {
            // DISCONNECT, server shutting down
            assertThat(device.getInputStream().readAllBytes()).containsExactly(0xE0, 2, 0x8B, 0);
            device.close();
        }
        assertThat(logs.events()).contains("agent_stopped").doesNotContain("stop_failed");
    }

    /** An MQTT 5 client that is let in and then says nothing. */
    private Socket connectIdle(String clientId) throws IOException {
        Socket socket = new Socket("127.0.0.1", agent.ports().get("mqtt"));
        socket.setSoTimeout(30_000);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(packet);
        out.writeUTF("MQTT");
        out.write(new byte[] {5, (byte) 0xC2, 0, 60, 0});
        out.writeUTF(clientId);
        out.writeUTF(AgentFixture.PUMP);
        out.writeUTF(AgentFixture.TOKEN);
        socket.getOutputStream().write(new byte[] {0x10, (byte) packet.size()});
        packet.writeTo(socket.getOutputStream());
        byte[] head = socket.getInputStream().readNBytes(2);
        assertThat(head[0]).isEqualTo((byte) 0x20);
        assertThat(socket.getInputStream().readNBytes(head[1])[1]).as("reason").isZero();
        return socket;
    }

    @Test
    void theJournalMayBeOfPlainFilesFromOneStartOn() throws Exception {
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(1);
        }
        assertThat(get("/status")).contains("\"kind\":\"chronicle\"", "\"synced\":true");
        agent.stop();
        fixture.configure("journal: {", "journal: {kind: segment, ");
        startAgent();
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(2);
        }
        assertThat(get("/status")).contains("\"kind\":\"segment\"", "\"synced\":true");
        collector.await(events -> count(events, "device.heartbeat") == 2);
        agent.stop();
        checkChains();
        assertThat(journalVerdict()).isEqualTo(Verdict.VERIFIED);
    }

    /** Also on plain files, of one data directory, from its first start on: what was written before with syncs is not spoilt, and what was not is never taken for it. */
    @Test
    void aJournalIsWrittenWithoutSyncsOnlyWhenAskedForByNameAndIsNeverUsedForRealAfterwards() throws Exception {
        agent.stop();
        fixture.configure("journal: {", "journal: {insecureWithoutSync: true, ");
        assertThatThrownBy(this::startAgent).hasMessageContaining("written with syncs");
        agent.stop();
        Path real = fixture.config().dataDir();
        Files.move(real, real.resolveSibling("real"));
        startAgent();
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(1);
        }
        assertThat(get("/status")).contains("\"synced\":false", "journal_not_synced");
        assertThat(logs.events()).containsOnlyOnce("journal_not_synced");
        agent.stop();
        assertThat(new CheckConfig(fixture.config()).problems()).isEmpty();
        fixture.configure("insecureWithoutSync: true, ", "");
        assertThatThrownBy(this::startAgent)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("written without syncs");
        assertThat(new CheckConfig(fixture.config()).problems())
                .singleElement()
                .asString()
                .contains("written without syncs");
    }

    /** Another agent has the directory, and has written nothing yet. */
    @Test
    void whoDoesNotGetTheJournalMarksItNotAsWrittenWithoutSyncs() throws Exception {
        agent.stop();
        Path dataDir = fixture.config().dataDir();
        Files.move(dataDir, dataDir.resolveSibling("before"));
        Path journal = fixture.config().journalDirectory();
        fixture.configure("journal: {", "journal: {insecureWithoutSync: true, ");
        Files.createDirectories(dataDir);
        Files.writeString(journal, "in the way of the lock");
        assertThatThrownBy(this::startAgent).isInstanceOf(IOException.class);
        agent.stop();
        assertThat(dataDir.resolve("journal.unsynced")).doesNotExist();
        Files.delete(journal);
        Files.createDirectories(journal);
        try (FileChannel other =
                        FileChannel.open(journal.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = other.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(this::startAgent).hasMessageContaining("already open");
        }
        assertThat(dataDir.resolve("journal.unsynced")).doesNotExist();
    }

    @Test
    void aRestartGoesOnWithTheSameChainsAndLeavesAJournalThatVerifies() throws Exception {
        collector.reachable(false);
        try (TcpDevice pump = pump()) {
            pump.heartbeat();
            pump.heartbeat();
        }
        logs.await("uplink_unavailable");
        assertThat(get("/metrics"))
                .contains("wardlog_agent_uplink_connected 0.0")
                .containsPattern("wardlog_agent_backlog_events [1-9]")
                .containsPattern("wardlog_agent_oldest_unsent_seconds \\d");
        restart();
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(3);
        }
        collector.reachable(true);
        collector.await(events -> count(events, "device.heartbeat") == 3);
        agent.stop();
        checkChains();
        assertThat(deliveredTypes())
                .startsWith("agent.started", "device.heartbeat", "device.heartbeat", "agent.stopped", "agent.started");
        assertThat(collector.events().stream().map(Event::epoch).distinct()).hasSize(1);
        assertThat(journalVerdict()).isEqualTo(Verdict.VERIFIED);
    }

    /** As a kill leaves it in the middle of a group, of which nothing was acknowledged. */
    @Test
    void anUnfinishedEndIsCutAndTheStartSaysSo() throws Exception {
        collector.reachable(false);
        try (TcpDevice pump = pump()) {
            pump.heartbeat();
        }
        agent.stop();
        Files.delete(fixture.config().snapshotFile()); // it is of the orderly end
        zeroFrom("agent.stopped");
        startAgent();
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(2);
        }
        collector.reachable(true);
        collector.await(events -> count(events, "device.heartbeat") == 2);
        checkChains();
        Event started = lastStarted();
        assertThat(started.payload().at("/journalCut/bytes").longValue()).isPositive();
        assertThat(logs.events()).contains("journal_end_cut").doesNotContain("journal_corrupt");
        assertThat(get("/status")).contains("\"epoch\":\"" + started.epoch() + "\"");
    }

    private Event lastStarted() {
        return collector.events().stream()
                .filter(event -> event.eventType().equals("agent.started"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private Path journalFile() throws IOException {
        try (var files = Files.walk(fixture.config().journalDirectory())) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Of everything that stands from this text on, zeros are left. */
    private void zeroFrom(String text) throws IOException {
        byte[] bytes = Files.readAllBytes(journalFile());
        Arrays.fill(bytes, indexOf(bytes, text), bytes.length, (byte) 0);
        Files.write(journalFile(), bytes);
    }

    private static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).as(text).isPositive();
        return at;
    }

    @Test
    void aByteThatChangedOnTheDiskBeginsANewEpochThatNamesTheOldOne() throws Exception {
        try (TcpDevice pump = pump()) {
            pump.heartbeat();
        }
        agent.stop();
        String old = collector.events().get(0).epoch();
        Files.delete(fixture.config().snapshotFile()); // so that the start reads the journal from its beginning
        byte[] bytes = Files.readAllBytes(journalFile());
        bytes[indexOf(bytes, "device.heartbeat")] ^= 1;
        Files.write(journalFile(), bytes);
        startAgent();
        assertThat(logs.events()).contains("journal_corrupt");
        collector.await(events -> events.stream().map(Event::epoch).distinct().count() == 2);
        Event started = lastStarted();
        assertThat(started.payload().get("epochReason").textValue()).isEqualTo("journal_corrupt");
        assertThat(started.payload().at("/previous/epoch").textValue()).isEqualTo(old);
        anotherStartGoesOnWith(started.epoch());
        assertThat(journalVerdictAfterStop()).isNotEqualTo(Verdict.VERIFIED);
    }

    /** It meets the same damage again, which lies before this epoch. */
    private void anotherStartGoesOnWith(String epoch) throws Exception {
        agent.stop();
        Files.delete(fixture.config().snapshotFile());
        startAgent();
        try (TcpDevice pump = pump()) {
            pump.heartbeat();
        }
        collector.await(events -> events.stream()
                .anyMatch(event -> event.eventType().equals("device.heartbeat")
                        && event.epoch().equals(epoch)));
        Event started = lastStarted();
        assertThat(started.epoch()).isEqualTo(epoch);
        assertThat(started.payload().get("epochReason").textValue()).isEqualTo("journal_corrupt");
        assertThat(started.payload().has("previous")).isFalse();
    }

    private Verdict journalVerdictAfterStop() throws IOException {
        agent.stop();
        return journalVerdict();
    }

    /** Nobody takes the spans; no event waits for that, and the agent stops as ever. */
    @Test
    void whereNobodyTakesItsSpansEventsAreRecordedAndDeliveredAllTheSame() throws Exception {
        agent.stop();
        fixture.configure("tracing: {endpoint: \"http://127.0.0.1:9/v1/traces\"}\n");
        startAgent();
        HttpRequest.Builder traced = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + agent.ports().get("http") + "/v1/events"))
                .header("authorization", basic())
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        HttpClient client = HttpClient.newHttpClient();
        for (int i = 0; i < 100; i++) {
            HttpRequest post = traced.POST(HttpRequest.BodyPublishers.ofString(AgentFixture.heartbeat()))
                    .build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(202);
        }
        collector.await(events -> count(events, "device.heartbeat") == 100);
        checkChains();
        assertThat(get("/metrics"))
                .contains("wardlog_agent_trace_contexts_total{protocol=\"http\",result=\"read\"} 100.0");
        agent.stop();
        assertThat(logs.events()).contains("agent_stopped").doesNotContain("stop_failed");
    }

    @Test
    void whatIsRefusedIsCountedAndRecorded() throws Exception {
        try (TcpDevice pump = pump()) {
            assertThat(pump.send("{\"eventType\":")).contains(ErrorCode.MALFORMED_JSON.code());
        }
        collector.await(events -> count(events, "agent.message_rejected") == 1);
        assertThat(get("/metrics"))
                .contains("wardlog_agent_rejected_total{code=\"malformed_json\",protocol=\"tcp\"} 1.0");
    }

    @Test
    void withoutItsJournalANewEpochBeginsAndSaysWhy() throws Exception {
        try (TcpDevice pump = pump()) {
            pump.heartbeat();
        }
        agent.stop();
        try (var files = Files.walk(fixture.config().journalDirectory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        startAgent();
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(1);
        }
        collector.await(events -> events.stream().map(Event::epoch).distinct().count() == 2);
        Event started = lastStarted();
        assertThat(started.payload().get("epochReason").textValue()).isEqualTo("journal_corrupt");
        assertThat(logs.events()).contains("journal_corrupt");
        assertThat(started.criticality()).hasToString("CRITICAL");
    }

    @Test
    void whatTheCollectorKnowsAndTheJournalDoesNotBeginsANewEpoch() throws Exception {
        collector.await(events -> !events.isEmpty());
        String epoch = collector.events().get(0).epoch();
        agent.stop();
        BatchLink unknown = new BatchLink(epoch, 1_000, Sha256.of("a later state".getBytes(StandardCharsets.UTF_8)));
        collector.confirmed(unknown);
        startAgent();
        collector.await(
                events -> events.stream().anyMatch(event -> !event.epoch().equals(epoch)));
        Event started = collector.events().stream()
                .filter(event -> !event.epoch().equals(epoch))
                .findFirst()
                .orElseThrow();
        assertThat(started.payload().get("epochReason").textValue()).isEqualTo("rolled_back");
        assertThat(logs.values("epoch_begun", "reason")).containsExactly("rolled_back");
        assertThat(started.payload().get("previous").get("batchSequence").longValue())
                .isEqualTo(1_000);
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(1);
        }
    }

    /** Somebody puts back a copy that was made before the epoch began in which the collector is now. */
    @Test
    void aCopyOfAnEarlierEpochThanTheCollectorsBeginsANewOneThatFollowsTheCollectors() throws Exception {
        collector.await(events -> !events.isEmpty());
        agent.stop();
        Path data = directory.resolve("data");
        Files.move(data, directory.resolve("copy"));
        startAgent();
        collector.await(events -> epochs(events).size() == 2);
        agent.stop();
        BatchLink last = collector.confirmed().orElseThrow();
        Files.move(data, directory.resolve("lost"));
        Files.move(directory.resolve("copy"), data);
        startAgent();
        collector.await(events -> epochs(events).size() == 3);
        Event started = lastStarted();
        assertThat(started.epoch()).isEqualTo(epochs(collector.events()).get(2)).isGreaterThan(last.epoch());
        assertThat(last.epoch()).isEqualTo(epochs(collector.events()).get(1));
        assertThat(started.payload().get("epochReason").textValue()).isEqualTo("rolled_back");
        assertThat(started.payload().get("previous").get("epoch").textValue()).isEqualTo(last.epoch());
        assertThat(started.payload().get("previous").get("batchHash").textValue())
                .isEqualTo(last.batchHash().hex());
        try (TcpDevice pump = pump()) {
            assertThat(pump.heartbeat().sequenceNumber()).isEqualTo(1);
        }
    }

    private static List<String> epochs(List<Event> events) {
        return events.stream().map(Event::epoch).distinct().toList();
    }

    @Test
    void theDeviceDirectoryIsTakenOverWhenItChangesAndKeptWhenItIsWrong() throws Exception {
        fixture.writeDirectory("devices:\n  pump-7: {type: toaster}\n  pump-8: {type: kettle}\n");
        collector.await(events -> count(events, "agent.config_changed") == 1);
        assertThat(logs.values("device_directory_refused", "problems"))
                .singleElement()
                .asString()
                .as("every mistake")
                .contains("pump-7", "pump-8");
        try (TcpDevice pump = pump()) {
            pump.heartbeat();
        }
        fixture.writeDevices("pump-8");
        collector.await(events -> count(events, "agent.config_changed") == 2);
        try (TcpDevice pump = pump()) {
            assertThat(TcpDevice.accepted(pump.send(AgentFixture.heartbeat()))).isNull();
        }
        List<String> outcomes = collector.events().stream()
                .filter(event -> event.eventType().equals("agent.config_changed"))
                .map(event -> event.payload().get("outcome").textValue())
                .toList();
        assertThat(outcomes).containsExactly("refused", "applied");
    }

    /** Also when both start for the first time: under a key that the other one made nothing that this one remembers would be known again. */
    @Test
    void aSecondAgentOnTheSameDirectoryIsRefusedAndMakesNoKey() throws IOException {
        Path key = fixture.config().digestKeyFile();
        Files.delete(key);
        assertASecondAgentIsRefused();
        assertThat(key).doesNotExist();
    }

    /** What the first one writes, and prunes for it, until it ends would not be known: the snapshot is read behind its lock. */
    @Test
    void aSecondAgentOnTheSameDirectoryIsRefusedBeforeItReadsTheSnapshot() throws IOException {
        Path unreadable = Files.createDirectory(fixture.config().snapshotFile());
        assertASecondAgentIsRefused();
        Files.delete(unreadable);
    }

    private void assertASecondAgentIsRefused() {
        EdgeAgent second =
                new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        assertThatThrownBy(second::start).isInstanceOf(IOException.class).hasMessageContaining("already open");
        second.stop();
    }
}
