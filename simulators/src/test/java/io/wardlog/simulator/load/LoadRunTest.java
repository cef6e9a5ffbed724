package io.wardlog.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.wardlog.cost.ProcessCost;
import io.wardlog.event.DeviceType;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Load on agents that stall, break off, refuse and do not admit: the schedule does not wait for them, and every answer is counted once. */
class LoadRunTest {
    private static final int CONNECTIONS = 8;
    private static final int STALL_MILLIS = 400;

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    /** A run ends when all is answered; a slow machine takes longer than the schedule. */
    private Duration drain = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** What the agent under the test does with a message; the count runs over all connections. */
    private interface Behaviour {
        void answer(MqttEndpoint endpoint, MqttPublishMessage message, int count);
    }

    @Test
    void everyMessageThatIsDueIsAcknowledgedOnceAndWrittenDown() throws Exception {
        int port = agent((endpoint, message, n) -> acknowledge(endpoint, message));
        LoadSummary summary = run(port, 2000, Protocol.mqtt5);
        assertThat(summary.complete()).as(summary.toText()).isTrue();
        assertThat(summary.counts().due.sum()).isEqualTo(2000);
        assertThat(ids()).hasSize(2000).doesNotHaveDuplicates().allMatch(received::contains);
        assertThat(Files.readAllLines(directory.resolve("acknowledged")))
                .allMatch(line -> line.split(" ")[1].matches("[0-9]{16}"));
        List<String> rows = Files.readAllLines(directory.resolve("out/seconds.csv"));
        assertThat(rows.get(0)).isEqualTo(Second.HEADER);
        assertThat(rows.stream()
                        .skip(1)
                        .mapToLong(row -> Long.parseLong(row.split(",")[3]))
                        .sum())
                .isEqualTo(2000);
        assertThat(logged()).isEqualTo(2000);
        String svg = Files.readString(directory.resolve("out/load.svg"));
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)))
                        .getElementsByTagName("path")
                        .getLength())
                .isEqualTo(5);
        assertThat(new JsonObject(Files.readString(directory.resolve("out/summary.json"))).getLong("acknowledged"))
                .isEqualTo(2000);
    }

    @Test
    void inAClosedLoopEveryConnectionHasItsWindowFullAndNoMore() throws Exception {
        int inFlight = RECEIVE_MAXIMUM - 1;
        Map<String, List<Runnable>> unanswered = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        // Answers when the window is full; what it holds at the end a moment later
        int port = agent((endpoint, message, n) -> {
            List<Runnable> own = unanswered.computeIfAbsent(endpoint.clientIdentifier(), any -> new ArrayList<>());
            own.add(() -> acknowledge(endpoint, message));
            most.accumulateAndGet(own.size(), Math::max);
            Runnable answerAll = () -> {
                List<Runnable> answers = List.copyOf(own);
                own.clear();
                answers.forEach(Runnable::run);
            };
            if (own.size() >= inFlight) {
                vertx.runOnContext(later -> answerAll.run()); // one too many would be here by then
            } else {
                vertx.setTimer(STALL_MILLIS, left -> answerAll.run());
            }
        });
        LoadPlan plan = plan(port, LoadPlan.AS_FAST_AS_ANSWERED, Protocol.mqtt5, CONNECTIONS, inFlight);
        LoadSummary summary = new LoadRun(plan, line -> {}).run();
        assertThat(summary.complete()).as(summary.toText()).isTrue();
        assertThat(summary.counts().acknowledged.sum()).isEqualTo(ids().size()).isGreaterThan(CONNECTIONS * inFlight);
        assertThat(most).hasValue(inFlight);
        assertThat(ids()).doesNotHaveDuplicates().allMatch(received::contains);
        JsonObject measured =
                new JsonObject(Files.readString(directory.resolve("out/summary.json"))).getJsonObject("measured");
        assertThat(measured.getLong("acknowledged")).isPositive();
        assertThat(measured.getJsonObject("microsPerMessage").getDouble("generator"))
                .isPositive();
    }

    @Test
    void latencyCountsFromTheTimeAtWhichAMessageWasDueAlsoWhenItCouldNotBeSent() throws Exception {
        // With one message in flight a connection, an agent that stalls once keeps others from being sent at all; each
        // of them has waited.
        int port = agent((endpoint, message, n) -> {
            if (n == 500) {
                vertx.setTimer(STALL_MILLIS, timer -> acknowledge(endpoint, message));
            } else {
                acknowledge(endpoint, message);
            }
        });
        LoadPlan plan = plan(port, 1000, Protocol.mqtt3, 1, 1);
        LoadSummary summary = new LoadRun(plan, line -> {}).run();
        assertThat(summary.complete()).as(summary.toText()).isTrue();
        // Due once a millisecond: with the one connection all that were due in the stall waited for what was left of
        // it.
        long waited = summary.latencyMicros().getCountBetweenValues(STALL_MILLIS * 1000L / 2, 3_600_000_000L);
        assertThat(waited).isGreaterThanOrEqualTo(STALL_MILLIS / 2 - 10);
    }

    @Test
    void sendsAgainWhatABrokenConnectionLeftUnanswered() throws Exception {
        int port = agent((endpoint, message, n) -> {
            if (n % 100 == 99) {
                endpoint.close();
            } else {
                acknowledge(endpoint, message);
            }
        });
        LoadSummary summary = run(port, 2000, Protocol.mqtt3);
        assertThat(summary.complete()).as(summary.toText()).isTrue();
        assertThat(summary.counts().lost.sum()).isPositive();
        assertThat(summary.counts().resent.sum()).isPositive();
        assertThat(ids()).hasSize(2000).doesNotHaveDuplicates().allMatch(received::contains);
    }

    @Test
    void refusalsOfMqtt5AreCountedByTheirReason() throws Exception {
        int port = agent((endpoint, message, n) -> {
            if (n <= 5) {
                endpoint.publishAcknowledge(
                        message.messageId(), MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID, MqttProperties.NO_PROPERTIES);
            } else {
                acknowledge(endpoint, message);
            }
        });
        LoadSummary summary = run(port, 500, Protocol.mqtt5);
        assertThat(summary.counts().refusedByCode()).isEqualTo(Map.of("PUBACK 0x99", 5L));
        assertThat(summary.counts().acknowledged.sum()).isEqualTo(495);
        assertThat(summary.complete()).isFalse();
    }

    @Test
    void whatIsNeverAnsweredMakesTheRunIncompleteAndIsNotInTheLatencies() throws Exception {
        int port = agent((endpoint, message, n) -> {
            if (n != 3) {
                acknowledge(endpoint, message);
            }
        });
        drain = Duration.ofSeconds(2); // in vain
        LoadSummary summary = run(port, 500, Protocol.mqtt3);
        assertThat(summary.counts().unanswered()).isEqualTo(1);
        assertThat(summary.latencyMicros().getTotalCount()).isEqualTo(499);
        assertThat(summary.complete()).isFalse();
    }

    @Test
    void keepsToWhatTheAgentReceivesAtATime() throws Exception {
        Map<MqttEndpoint, AtomicInteger> unanswered = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        int port = agent((endpoint, message, n) -> {
            AtomicInteger open = unanswered.computeIfAbsent(endpoint, any -> new AtomicInteger());
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
            vertx.setTimer(20, timer -> {
                open.decrementAndGet();
                acknowledge(endpoint, message);
            });
        });
        LoadSummary summary = run(port, 2000, Protocol.mqtt5);
        assertThat(summary.complete()).as(summary.toText()).isTrue();
        assertThat(most.get()).isEqualTo(RECEIVE_MAXIMUM);
    }

    @Test
    void saysWhyDevicesAreNotAdmitted() throws Exception {
        MqttServer server = MqttServer.create(vertx, options());
        server.endpointHandler(
                endpoint -> endpoint.reject(MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD));
        int port = port(server);
        assertThatThrownBy(() -> run(port, 100, Protocol.mqtt5))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("BAD_USER");
    }

    @Test
    void whatABusyAgentSendsBackComesAgainInItsOrder() throws Exception {
        Set<String> sentBack = Collections.synchronizedSet(new LinkedHashSet<>());
        List<String> again = new CopyOnWriteArrayList<>();
        NetServer server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(RecordParser.newDelimited("\n", line -> {
                    String id = line.toJsonObject().getString("eventId");
                    if (id == null) {
                        return; // the hello
                    }
                    boolean busy = sentBack.size() < SENT_BACK && sentBack.add(id);
                    if (!busy && sentBack.contains(id)) {
                        again.add(id);
                    }
                    JsonObject answer = busy
                            ? new JsonObject().put("status", "busy").put("retryAfterMs", 20)
                            : new JsonObject().put("status", "accepted").put("eventId", id);
                    socket.write(answer.encode() + "\n");
                })));
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        LoadSummary summary = new LoadRun(plan(port, 500, Protocol.tcp, 1, 20), line -> {}).run();
        assertThat(summary.complete()).as(summary.toText()).isTrue();
        assertThat(summary.counts().resent.sum()).isEqualTo(SENT_BACK);
        assertThat(again).containsExactlyElementsOf(sentBack);
    }

    private static final int SENT_BACK = 10;
    private static final int RECEIVE_MAXIMUM = 3;

    private static MqttServerOptions options() {
        return new MqttServerOptions().setPort(0).setHost("127.0.0.1");
    }

    private int agent(Behaviour behaviour) throws Exception {
        MqttServer server = MqttServer.create(vertx, options());
        server.endpointHandler(endpoint -> {
            endpoint.publishHandler(message -> behaviour.answer(endpoint, message, count.incrementAndGet()));
            MqttProperties properties = new MqttProperties();
            properties.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM, RECEIVE_MAXIMUM));
            endpoint.accept(false, endpoint.protocolVersion() == 5 ? properties : MqttProperties.NO_PROPERTIES);
        });
        return port(server);
    }

    private static int port(MqttServer server) throws Exception {
        return server.listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private void acknowledge(MqttEndpoint endpoint, MqttPublishMessage message) {
        if (!endpoint.isConnected()) {
            return; // it was read behind the break
        }
        received.add(message.payload().toJsonObject().getString("eventId"));
        endpoint.publishAcknowledge(message.messageId());
    }

    private LoadSummary run(int port, double rate, Protocol protocol) throws Exception {
        return new LoadRun(plan(port, rate, protocol, CONNECTIONS, 20), line -> {}).run();
    }

    private LoadPlan plan(int port, double rate, Protocol protocol, int connections, int inFlight) {
        List<Credential> devices = IntStream.range(0, connections)
                .mapToObj(i -> new Credential(
                        "pump-" + i,
                        DeviceType.INFUSION_PUMP,
                        "pump-" + i,
                        "token",
                        Optional.empty(),
                        Optional.empty()))
                .toList();
        return new LoadPlan(
                devices,
                new Endpoint("127.0.0.1", port, Optional.empty()),
                protocol,
                SignIn.password,
                inFlight,
                Math.min(2, connections),
                new LoadPlan.Arrivals(rate, LoadPlan.Pattern.constant, Duration.ZERO, 1000, Duration.ZERO, 1),
                Duration.ofSeconds(1),
                drain,
                new LoadPlan.Files(
                        Optional.of(directory.resolve("out")), Optional.of(directory.resolve("acknowledged")), true),
                Says.course,
                Map.of("generator", new ProcessCost(ProcessHandle.current().pid())));
    }

    private List<String> ids() throws Exception {
        return Files.readAllLines(directory.resolve("acknowledged")).stream()
                .map(line -> line.split(" ")[0])
                .toList();
    }

    /** How many latencies the histogram log holds. */
    private long logged() throws Exception {
        long total = 0;
        List<EncodableHistogram> intervals = new ArrayList<>();
        try (HistogramLogReader reader =
                new HistogramLogReader(directory.resolve("out/latency.hlog").toFile())) {
            for (EncodableHistogram next = reader.nextIntervalHistogram();
                    next != null;
                    next = reader.nextIntervalHistogram()) {
                intervals.add(next);
            }
        }
        for (EncodableHistogram interval : intervals) {
            total += ((org.HdrHistogram.AbstractHistogram) interval).getTotalCount();
        }
        return total;
    }
}
