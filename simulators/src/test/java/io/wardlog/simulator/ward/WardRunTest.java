package io.wardlog.simulator.ward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.wardlog.event.DeviceType;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs against agents that break off, refuse and are busy: every message is answered in the end, and the counts say how. */
class WardRunTest {
    private static final long MESSAGES = 300;

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lines = new AtomicInteger();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void sendsAgainOverTcpWhatABrokenConnectionLeftUnanswered() throws Exception {
        int port = tcpServer((socket, line, count) -> {
            if (count % 50 == 49) {
                socket.close(); // read but never answered
            } else {
                accept(socket, line);
            }
        });
        Summary summary = run(Optional.empty(), Optional.of(port));
        assertThat(summary.complete()).isTrue();
        assertThat(summary.connectionsLost()).isPositive();
        assertThat(summary.resent()).isPositive();
        assertThat(Files.readAllLines(directory.resolve("acknowledged")))
                .hasSize((int) summary.acknowledged())
                .doesNotHaveDuplicates()
                .allMatch(received::contains);
    }

    @Test
    void aDevicesCounterHasNoHoleEvenThoughTheRunEndsBetweenMessages() throws Exception {
        Map<String, Set<Long>> counters = new ConcurrentHashMap<>();
        int port = tcpServer((socket, line, count) -> {
            counters.computeIfAbsent(line.getString("deviceId"), device -> new ConcurrentSkipListSet<>())
                    .add(line.getLong("deviceSequence"));
            accept(socket, line);
        });
        assertThat(run(Optional.empty(), Optional.of(port)).complete()).isTrue();
        assertThat(counters).containsOnlyKeys("pump-1", "monitor-1");
        assertThat(counters.values())
                .allSatisfy(counter -> assertThat(counter)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, counter.size())
                                .boxed()
                                .toList()));
    }

    @Test
    void waitsWhenTheAgentIsBusyAndCountsWhatItRefuses() throws Exception {
        int port = tcpServer((socket, line, count) -> {
            if (count == 5) {
                socket.write("{\"status\":\"busy\",\"retryAfterMs\":30}\n");
            } else if (line.getString("eventType").equals("vitals.reported")) {
                socket.write("{\"status\":\"rejected\",\"code\":\"schema_violation\",\"detail\":\"no\"}\n");
            } else {
                accept(socket, line);
            }
        });
        Summary summary = run(Optional.empty(), Optional.of(port));
        assertThat(summary.refused()).isPositive();
        assertThat(summary.refusedByCode()).containsOnlyKeys("schema_violation");
        assertThat(summary.acknowledged() + summary.refused()).isEqualTo(summary.sent());
        assertThat(summary.resent()).isEqualTo(1);
        assertThat(summary.complete()).isFalse();
    }

    @Test
    void sendsAgainOverMqttWhatABrokenConnectionLeftUnanswered() throws Exception {
        MqttServer server =
                MqttServer.create(vertx, new MqttServerOptions().setPort(0).setHost("127.0.0.1"));
        server.endpointHandler(endpoint -> {
            endpoint.publishHandler(message -> {
                if (lines.incrementAndGet() % 50 == 49) {
                    endpoint.close();
                } else {
                    received.add(message.payload().toJsonObject().getString("eventId"));
                    endpoint.publishAcknowledge(message.messageId());
                }
            });
            endpoint.accept(false);
        });
        int port =
                server.listen().toCompletionStage().toCompletableFuture().get().actualPort();
        Summary summary = run(Optional.of(port), Optional.empty());
        assertThat(summary.complete()).isTrue();
        assertThat(summary.resent()).isPositive();
        assertThat(Files.readAllLines(directory.resolve("acknowledged")))
                .hasSize((int) summary.acknowledged())
                .doesNotHaveDuplicates()
                .allMatch(received::contains);
    }

    private void accept(NetSocket socket, JsonObject line) {
        received.add(line.getString("eventId"));
        socket.write("{\"status\":\"accepted\",\"eventId\":\"" + line.getString("eventId") + "\"}\n");
    }

    /** How the server under the test answers a line; the count runs over all connections. */
    private interface Behaviour {
        void answer(NetSocket socket, JsonObject line, int count);
    }

    private int tcpServer(Behaviour behaviour) throws Exception {
        return vertx.createNetServer()
                .connectHandler(socket ->
                        socket.handler(RecordParser.newDelimited("\n", line -> read(socket, line, behaviour))))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    private void read(NetSocket socket, Buffer line, Behaviour behaviour) {
        JsonObject json = line.toJsonObject();
        if (!json.containsKey("hello")) {
            behaviour.answer(socket, json, lines.incrementAndGet());
        }
    }

    private Summary run(Optional<Integer> mqtt, Optional<Integer> tcp) throws Exception {
        WardPlan plan = new WardPlan(
                List.of(device("pump-1", DeviceType.INFUSION_PUMP), device("monitor-1", DeviceType.PATIENT_MONITOR)),
                mqtt.map(port -> new Endpoint("127.0.0.1", port, Optional.empty())),
                tcp.map(port -> new Endpoint("127.0.0.1", port, Optional.empty())),
                1,
                Pace.rate(2000),
                Instant.parse("2026-11-01T08:00:00Z"),
                Optional.empty(),
                Optional.of(MESSAGES),
                Duration.ofSeconds(30),
                Optional.of(directory.resolve("acknowledged")));
        return new WardRun(vertx, plan)
                .start()
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private static Credential device(String id, DeviceType type) {
        return new Credential(id, type, id, "token", Optional.empty(), Optional.empty());
    }
}
