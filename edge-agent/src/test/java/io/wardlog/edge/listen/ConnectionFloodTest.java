package io.wardlog.edge.listen;

import static io.wardlog.edge.listen.ListenFixture.MAX_CONNECTIONS;
import static io.wardlog.edge.listen.ListenFixture.MAX_OF_DEVICE;
import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.readLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.listen.tcp.TcpConfig;
import io.wardlog.edge.listen.tcp.TcpListeners;
import io.wardlog.error.ErrorCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody takes every connection that there may be, and more: strangers who say nothing, or one device. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ConnectionFloodTest {

    private static final int BEYOND = 30;
    private static final String HELLO = "{\"hello\":{\"deviceId\":\"" + PUMP + "\",\"password\":\"" + TOKEN + "\"}}\n";

    @TempDir
    Path directory;

    private final List<Socket> silent = new ArrayList<>();
    private final List<ServedDevice> floods = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Socket stranger : silent) {
            stranger.close();
        }
        for (ServedDevice connection : floods) {
            connection.close();
        }
    }

    private ListenFixture start(String way, Vertx vertx, Duration patience) throws Exception {
        return new ListenFixture(directory).start(vertx, with -> Ways.create(way, vertx, with, patience));
    }

    private static int refused(ListenFixture fixture, ErrorCode code) {
        return fixture.metrics.counts.getOrDefault("refused." + code.code(), 0);
    }

    private void flood(ListenFixture fixture, String way, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            silent.add(fixture.connect(way));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "tcp", "http"})
    void whileStrangersHoldWhatTheyCanWhoIsConnectedIsServedAndWhoComesToo(
            String way, @ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        try (ListenFixture fixture = start(way, vertx, Duration.ofMinutes(1));
                ServedDevice before = new ServedDevice(fixture, way, PUMP)) {
            flood(fixture, way, MAX_CONNECTIONS + BEYOND);
            before.isServed();
            try (ServedDevice comes = new ServedDevice(fixture, way, OTHER)) {
                for (int wave = 0; wave < 3; wave++) {
                    flood(fixture, way, MAX_CONNECTIONS);
                    before.isServed();
                    comes.isServed();
                }
                int gone = silent.size() - (MAX_CONNECTIONS - 2);
                for (Socket eldest : silent.subList(0, gone)) {
                    assertThat(eldest.getInputStream().read()).isEqualTo(-1);
                }
                assertThat(refused(fixture, ErrorCode.BUSY)).isEqualTo(gone);
                assertThat(refused(fixture, ErrorCode.TIMED_OUT)).isZero();
                assertThat(fixture.acceptor.refusal().deviceId()).isEmpty();
                close(); // before the listener, which would wait for them
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "tcp", "http"})
    void aDeviceThatOpensConnectionsWithoutAnEndKeepsItsYoungestAndNobodyOut(
            String way, @ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        try (ListenFixture fixture = start(way, vertx, Duration.ofMinutes(1));
                ServedDevice before = new ServedDevice(fixture, way, OTHER)) {
            for (int i = 0; i < MAX_CONNECTIONS + BEYOND; i++) {
                floods.add(new ServedDevice(fixture, way, PUMP));
            }
            before.isServed();
            new ServedDevice(fixture, way, OTHER).close();
            int gone = floods.size() - MAX_OF_DEVICE;
            for (ServedDevice eldest : floods.subList(0, gone)) {
                eldest.ends();
            }
            for (ServedDevice youngest : floods.subList(gone, floods.size())) {
                youngest.isServed();
            }
            assertThat(refused(fixture, ErrorCode.BUSY)).isEqualTo(gone);
            assertThat(fixture.acceptor.refusal().deviceId()).contains(PUMP);
            close();
        }
    }

    @Test
    void theSilentGiveWayWhenTheirTimeIsOver(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        try (ListenFixture fixture = start("tcp", vertx, Duration.ofSeconds(1))) {
            flood(fixture, "tcp", MAX_CONNECTIONS + BEYOND);
            for (Socket stranger : silent) { // told that its time is over, or ended by who came behind
                readLine(stranger.getInputStream());
                stranger.close();
            }
            int timedOut = refused(fixture, ErrorCode.TIMED_OUT);
            // Where the flood takes longer than their time, more of them are told so and fewer are ended by others
            assertThat(timedOut).isBetween(MAX_CONNECTIONS, silent.size());
            assertThat(refused(fixture, ErrorCode.BUSY)).isEqualTo(silent.size() - timedOut);
            assertThat(fixture.memory.held()).isZero();
        }
    }

    /** Thousands a second, each refused at its first bytes: what one had is free with its end, and not some seconds later. */
    @ParameterizedTest
    @ValueSource(strings = {"mqtt", "tcp", "http"})
    void whoComesAndGoesLeavesNothingBehind(String way, @ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        try (ListenFixture fixture = start(way, vertx, Duration.ofMinutes(1))) {
            comeAndGo(fixture, way, 200);
            long before = usedHeap();
            comeAndGo(fixture, way, 1_500);
            assertThat(usedHeap() - before).isLessThan(4 << 20);
        }
    }

    private static void comeAndGo(ListenFixture fixture, String way, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (Socket stranger = fixture.connect(way)) {
                stranger.getOutputStream().write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                stranger.shutdownOutput();
                stranger.getInputStream().readAllBytes();
            }
        }
        fixture.metrics.await(counts -> counts.get("opened").equals(counts.get("closed")));
        fixture.acceptor.refusals.clear();
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** What is written to it is never out, so that an ordinary close never comes: it must be gone all the same, or the limit bounds nothing. */
    @Test
    void aDeviceThatReadsNoAnswersHasNoMoreConnectionsThanItMay(@ProvidedBy(DeviceVertx.class) Vertx vertx)
            throws Exception {
        try (ListenFixture fixture = new ListenFixture(directory)) {
            PortConfig two = new PortConfig(
                    fixture.ports.plain(), Optional.empty(), ClientCertificate.REQUESTED, false, MAX_CONNECTIONS, 2);
            Duration minute = Duration.ofMinutes(1);
            TcpConfig config = new TcpConfig(two, false, minute, minute, 4);
            fixture.start(vertx, with -> TcpListeners.create(vertx, config, Optional.empty(), with.services));
            String answer = "x".repeat(8 << 20); // more than the buffers of both sides take
            fixture.acceptor.decide = line -> new Outcome.Rejected(ErrorCode.MALFORMED_JSON, answer);
            for (int i = 1; i <= 10; i++) {
                Socket deaf = new Socket();
                silent.add(deaf);
                deaf.setReceiveBufferSize(4096);
                deaf.connect(new InetSocketAddress("127.0.0.1", fixture.port("tcp")));
                deaf.getOutputStream().write((HELLO + "{}\n").getBytes(StandardCharsets.UTF_8));
                int answers = i;
                fixture.metrics.await(counts -> counts.getOrDefault("answered.malformed_json", 0) == answers);
            }
            fixture.metrics.await(counts -> counts.get("opened") - counts.getOrDefault("closed", 0) <= 2);
            assertThat(refused(fixture, ErrorCode.BUSY)).isEqualTo(8);
            close(); // a stop waits for who reads nothing
        }
    }
}
