package io.wardlog.edge.listen.tcp;

import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.URI;
import static io.wardlog.edge.listen.ListenFixture.readLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.DeviceVertx;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.listen.ServedDevice;
import io.wardlog.edge.listen.TestPki;
import io.wardlog.edge.listen.TlsSockets;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class TcpListenerTest {

    private static final String HELLO = hello(PUMP, TOKEN);
    private static final int IN_FLIGHT = 8;

    @TempDir
    Path directory;

    private ListenFixture fixture;

    @BeforeEach
    void start(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        start(vertx, new ListenFixture(directory));
    }

    private void start(Vertx vertx, ListenFixture with) throws Exception {
        fixture = with.start(vertx, f -> TcpListeners.create(vertx, config(f), tls(f), f.services));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void aLineWaitsForMemoryAndIsReadWhenThereIsSome() throws Exception {
        MemoryBudget.Claim all = fixture.memory.count(ListenFixture.MEMORY);
        try (Socket first = fixture.connect("tcp");
                Socket second = fixture.connect("tcp")) {
            String large = "{\"n\":\"" + "x".repeat(60_000) + "\"}\n";
            send(first, HELLO + large + "{\"n\":2}\n");
            fixture.awaitWaiting(1);
            send(second, HELLO + "{\"n\":3}\n");
            fixture.awaitWaiting(2);
            assertThat(fixture.acceptor.arrivals).isEmpty();

            all.giveBack();
            for (Socket socket : List.of(first, first, second)) {
                assertThat(readLine(socket.getInputStream())).contains("accepted");
            }
            assertThat(fixture.acceptor.arrivals).hasSize(3);
            assertThat(fixture.memory.held()).isZero();
        }
    }

    @Test
    void halfLinesOfStrangersGiveWayTheEldestFirst() throws Exception {
        try (Socket eldest = fixture.connect("tcp");
                Socket next = fixture.connect("tcp")) {
            send(eldest, "x".repeat(5_000));
            fixture.awaitMemory(budget -> budget.held() > 0);
            send(next, "x".repeat(5_000));
            assertThat(eldest.getInputStream().read()).isEqualTo(-1);
            assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.BUSY);
        }
    }

    @Test
    void answersEachLineInOrder() throws Exception {
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{\"n\":1}\n{\"n\":2}\r\n\n\r\n{\"n\":3}\n");

            for (int n = 1; n <= 3; n++) {
                assertThat(readLine(socket.getInputStream()))
                        .isEqualTo(
                                "{\"status\":\"accepted\",\"eventId\":\"id-" + n + "\",\"sequenceNumber\":" + n + "}");
            }
        }
        assertThat(fixture.acceptor.arrivals)
                .extracting(FakeAcceptor::text)
                .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
        assertThat(fixture.acceptor.arrivals).allSatisfy(arrival -> {
            assertThat(arrival.device().deviceId()).isEqualTo(PUMP);
            assertThat(arrival.device().auth()).isEqualTo(AuthMethod.PASSWORD);
            assertThat(arrival.protocol()).isEqualTo(SourceProtocol.TCP);
        });
    }

    @Test
    void answersStayInOrderWhenOutcomesDoNot() throws Exception {
        fixture.acceptor.decide = arrival -> FakeAcceptor.text(arrival).equals("first")
                ? null
                : new Outcome.Rejected(ErrorCode.MISSING_FIELD, "eventTime is \"missing\"");
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "first\nsecond\n");
            fixture.acceptor.await(2);
            fixture.acceptor.release();

            assertThat(readLine(socket.getInputStream())).contains("\"eventId\":\"held\"");
            assertThat(readLine(socket.getInputStream()))
                    .isEqualTo(
                            "{\"status\":\"rejected\",\"code\":\"missing_field\",\"detail\":\"eventTime is \\\"missing\\\"\"}");
        }
    }

    @Test
    void busyIsSaidWithTheTimeToWait() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Busy(Duration.ofMillis(250));
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{}\n");

            assertThat(readLine(socket.getInputStream())).isEqualTo("{\"status\":\"busy\",\"retryAfterMs\":250}");
        }
    }

    @Test
    void readsNoMoreThanItCanAnswer() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{}\n".repeat(100));
            List<Arrival> first = fixture.acceptor.await(8);
            assertThat(first).hasSize(8);
            for (int i = 0; i < 100; i++) {
                assertThat(fixture.acceptor.arrivals.size() - i).isBetween(1, 8);
                fixture.acceptor.release();
                assertThat(readLine(socket.getInputStream())).contains("accepted");
                fixture.acceptor.await(Math.min(100, i + 2));
            }
        }
        assertThat(fixture.acceptor.arrivals).hasSize(100);
    }

    @Test
    void aTenMegabyteLineIsRefusedAndTheConnectionGoesOn() throws Exception {
        try (ServedDevice other = new ServedDevice(fixture, "tcp", OTHER);
                Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO);
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) 'x');
            for (int i = 0; i < 10; i++) {
                socket.getOutputStream().write(block);
                other.isServed();
            }
            send(socket, "\n{}\n");

            assertThat(readLine(socket.getInputStream()))
                    .contains("\"rejected\"")
                    .contains("too_large");
            assertThat(readLine(socket.getInputStream())).contains("accepted");
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal.deviceId()).contains(PUMP);
        assertThat(refusal.firstBytes()).hasSize(64 * 1024).containsOnly('x');
        assertThat(refusal.totalLength()).isEqualTo(10 << 20);
    }

    @Test
    void anEndlessLineEndsTheConnection() throws Exception {
        try (ServedDevice other = new ServedDevice(fixture, "tcp", OTHER);
                Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO);
            byte[] block = new byte[1 << 20];
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            socket.getOutputStream().write(block);
                        }
                    })
                    .isInstanceOf(IOException.class);
            other.isServed();
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void aWrongTokenIsAnsweredRecordedAndTheEnd() throws Exception {
        assertRefusedFirstLine(hello(PUMP, "wrong"), ErrorCode.WRONG_CREDENTIALS);
        assertRefusedFirstLine(hello("nobody", TOKEN), ErrorCode.UNKNOWN_DEVICE);
        assertRefusedFirstLine("{\"eventTime\":\"2026-01-01T00:00:00Z\"}\n", ErrorCode.NOT_AUTHENTICATED);
        assertRefusedFirstLine("{\"hello\":{\"deviceId\":1}}\n", ErrorCode.NOT_AUTHENTICATED);
        assertThat(fixture.metrics.counts)
                .containsEntry("refused.wrong_credentials", 1)
                .containsEntry("refused.unknown_device", 1);
    }

    @Test
    void halfALineThenSilenceIsTimedOutAndRecorded() throws Exception {
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{\"half\":");

            assertThat(readLine(socket.getInputStream())).contains("timed_out");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(new String(refusal.firstBytes(), StandardCharsets.UTF_8)).isEqualTo("{\"half\":");
        assertThat(refusal.deviceId()).contains(PUMP);
    }

    @Test
    void aConnectionWithoutHelloIsTimedOut() throws Exception {
        try (Socket socket = fixture.connect("tcp")) {
            assertThat(readLine(socket.getInputStream())).contains("timed_out");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TIMED_OUT);
    }

    @Test
    void aConnectionThatEndsWithinALineIsRecorded() throws Exception {
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{\"cut\"");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    void aClientThatEndsItsSideStillGetsItsAnswers() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{}\n{}\n");
            socket.shutdownOutput();
            fixture.acceptor.release();
            fixture.acceptor.release();

            assertThat(readLine(socket.getInputStream())).contains("accepted");
            assertThat(readLine(socket.getInputStream())).contains("accepted");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(fixture.acceptor.refusals).isEmpty();
    }

    /** Its side ends while the agent does not read; there is nothing to read on for when there is room again. */
    @Test
    void aClientThatEndsItsSideWhileItIsNotReadGetsAllItsAnswers() throws Exception {
        int count = 3 * IN_FLIGHT;
        fixture.acceptor.decide = arrival -> null;
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{}\n".repeat(count));
            fixture.acceptor.await(IN_FLIGHT);
            socket.shutdownOutput();
            for (int i = 0; i < count; i++) {
                fixture.acceptor.release();
                assertThat(readLine(socket.getInputStream())).as("answer %d", i).contains("accepted");
            }
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(fixture.acceptor.refusals).isEmpty();
    }

    @Test
    void aClientThatSendsTooMuchAndEndsItsSideGetsAllItsAnswers() throws Exception {
        int count = 400;
        fixture.acceptor.decide = arrival -> new Outcome.Busy(ErrorCode.RATE_LIMITED, Duration.ofMillis(20));
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + ("{\"padding\":\"" + "x".repeat(50) + "\"}\n").repeat(count));
            socket.shutdownOutput();
            for (int i = 0; i < count; i++) {
                assertThat(readLine(socket.getInputStream())).as("answer %d", i).contains("busy");
            }
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(fixture.acceptor.refusals).isEmpty();
    }

    @Test
    void aRemovedDeviceIsDisconnectedAndTheOthersStay() throws Exception {
        try (Socket gone = fixture.connect("tcp");
                Socket stays = fixture.connect("tcp")) {
            send(gone, HELLO + "{}\n");
            assertThat(readLine(gone.getInputStream())).contains("accepted");
            send(stays, hello(OTHER, TOKEN) + "{}\n");
            assertThat(readLine(stays.getInputStream())).contains("accepted");
            fixture.writeDevices(OTHER);
            fixture.devices.reload();

            assertThat(gone.getInputStream().read()).isEqualTo(-1);
            send(stays, "{}\n");
            assertThat(readLine(stays.getInputStream())).contains("accepted");
        }
    }

    @Test
    void aClientCertificateIdentifiesWithoutHello() throws Exception {
        TestPki.Pem pem = fixture.pki.device(directory, PUMP, URI + PUMP);
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (SSLSocket socket = tlsSocket(Optional.of(pem), version)) {
                send(socket, "{}\n");
                assertThat(readLine(socket.getInputStream())).contains("accepted");
            }
        }
        assertThat(fixture.acceptor.arrivals)
                .extracting(arrival -> arrival.device().auth())
                .containsOnly(AuthMethod.MTLS);
    }

    @Test
    void tlsWithoutCertificateTakesAHello() throws Exception {
        try (SSLSocket socket = tlsSocket(Optional.empty(), "TLSv1.3")) {
            send(socket, HELLO + "{}\n");
            assertThat(readLine(socket.getInputStream())).contains("accepted");
        }
    }

    @Test
    void certificatesThatDoNotCountAreRefusedAndRecorded() throws Exception {
        TestPki.Pem foreign = new TestPki("ward-ca").device(directory, "foreign", URI + PUMP); // same name, other key
        TestPki.Pem expired = fixture.pki.expiredDevice(directory, "expired", URI + PUMP);
        Map<TestPki.Pem, String> alerts = Map.of(foreign, "unknown_ca", expired, "certificate_expired");
        for (TestPki.Pem pem : List.of(foreign, expired)) {
            try (SSLSocket socket = tlsSocket(Optional.of(pem), "TLSv1.3")) {
                assertThatThrownBy(() -> socket.getInputStream().read()).hasMessageContaining(alerts.get(pem));
            }
            Refusal refusal = fixture.acceptor.refusal();
            assertThat(refusal.code()).as("%s", refusal).isEqualTo(ErrorCode.CERTIFICATE_REJECTED);
            assertThat(refusal.peer()).isEqualTo("127.0.0.1");
        }
        TestPki.Pem unknown = fixture.pki.device(directory, "unknown", URI + "pump-9");
        try (SSLSocket socket = tlsSocket(Optional.of(unknown), "TLSv1.3")) {
            assertThat(readLine(socket.getInputStream())).contains("unknown_device");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
    }

    @Test
    void oldTlsAndPlainBytesOnATlsPortAreRefusedAndRecorded() throws Exception {
        byte[] tls10Hello = TlsBytes.clientHello(0x0301);
        try (Socket socket = fixture.connect("tcps")) {
            socket.getOutputStream().write(tls10Hello);
            byte[] alert = socket.getInputStream().readNBytes(7);
            assertThat(alert).startsWith(0x15, 0x03).endsWith(2, 70); // fatal protocol_version
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TLS_FAILED);
        try (Socket socket = fixture.connect("tcps")) {
            send(socket, HELLO);
            socket.getInputStream().readAllBytes();
        }
        Refusal plain = fixture.acceptor.refusal();
        assertThat(plain.code()).isEqualTo(ErrorCode.TLS_FAILED);
        assertThat(plain.detail()).isEqualTo("plain bytes on a TLS port");
        assertThat(plain.peer()).isEqualTo("127.0.0.1");
        try (Socket socket = fixture.connect("tcps")) {
            socket.getOutputStream().write(tls10Hello, 0, 20);
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TLS_FAILED);
    }

    @Test
    void reloadedCertificatesServeNewConnections() throws Exception {
        TestPki.Pem pem = fixture.pki.device(directory, PUMP, URI + PUMP);
        TestPki next = new TestPki("ward-ca"); // same name, other key
        next.server(directory);
        fixture.listener().reloadTls().toCompletionStage().toCompletableFuture().get();

        assertThatThrownBy(() -> tlsSocket(Optional.of(pem), "TLSv1.2").close()).isInstanceOf(SSLException.class);
        try (SSLSocket socket = TlsSockets.connect(
                TlsSockets.context(next.caFile(directory), Optional.empty()), fixture.port("tcps"))) {
            send(socket, HELLO + "{}\n");
            assertThat(readLine(socket.getInputStream())).contains("accepted");
        }
    }

    @Test
    void halfATlsHandshakeThenSilenceIsTimedOutAndRecorded(@ProvidedBy(DeviceVertx.class) Vertx vertx)
            throws Exception {
        fixture.close();
        start(vertx, new ListenFixture(directory, Duration.ofSeconds(1)));
        byte[] hello = TlsBytes.clientHello(0x0303);
        try (Socket socket = fixture.connect("tcps")) {
            socket.getOutputStream().write(hello, 0, hello.length - 9);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(fixture.metrics.counts).containsEntry("refused.timed_out", 1);
    }

    @Test
    void ofMoreConnectionsThanAllowedTheEldestEndsAndThatIsRecorded() throws Exception {
        fixture.fillsUp("tcp");
    }

    @Test
    void aStopAnswersWhatWasTaken() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO + "{}\n{}\n");
            fixture.acceptor.await(2);
            Future<Void> stopped = fixture.listener().stop();
            fixture.acceptor.release();
            fixture.acceptor.release();
            assertThat(readLine(socket.getInputStream())).contains("accepted");
            assertThat(readLine(socket.getInputStream())).contains("accepted");
            assertThat(readLine(socket.getInputStream())).isNull();
            stopped.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
        assertThat(fixture.acceptor.arrivals).hasSize(2);
    }

    @Test
    void aStopEndsIdleConnectionsAndThenGivesTheAnswersThatAreUnderWay() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        try (Socket idle = fixture.connect("tcp");
                Socket busy = fixture.connect("tcp")) {
            send(idle, HELLO + "{}\n");
            fixture.acceptor.await(1);
            fixture.acceptor.release();
            assertThat(readLine(idle.getInputStream())).contains("accepted");
            send(busy, HELLO + "{}\n");
            fixture.acceptor.await(2);
            Future<Void> stopped = fixture.listener().stop();
            assertThat(readLine(idle.getInputStream())).isNull();
            fixture.acceptor.release();
            assertThat(readLine(busy.getInputStream())).contains("accepted");
            assertThat(readLine(busy.getInputStream())).isNull();
            stopped.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void theFirstLineIsNotKeptBecauseItMayHoldAPassword() throws Exception {
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, HELLO.substring(0, HELLO.length() - 4));
            readLine(socket.getInputStream());
        }
        assertThat(fixture.acceptor.refusal().firstBytes()).isEmpty();
    }

    private void assertRefusedFirstLine(String line, ErrorCode code) throws Exception {
        try (Socket socket = fixture.connect("tcp")) {
            send(socket, line);
            assertThat(readLine(socket.getInputStream())).contains("\"code\":\"" + code.code() + "\"");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.deviceId()).isEmpty();
        assertThat(refusal.firstBytes()).as("credentials are never kept").isEmpty();
    }

    private SSLSocket tlsSocket(Optional<TestPki.Pem> own, String version) throws Exception {
        return TlsSockets.connect(TlsSockets.context(fixture.tls.deviceCa(), own), fixture.port("tcps"), version);
    }

    private static TcpConfig config(ListenFixture fixture) {
        return new TcpConfig(fixture.ports, false, Duration.ofSeconds(2), Duration.ofSeconds(30), IN_FLIGHT);
    }

    private static Optional<io.wardlog.edge.listen.TlsConfig> tls(ListenFixture fixture) {
        return Optional.of(fixture.tls);
    }

    private static String hello(String deviceId, String password) {
        return "{\"hello\":{\"deviceId\":\"" + deviceId + "\",\"password\":\"" + password + "\"}}\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
