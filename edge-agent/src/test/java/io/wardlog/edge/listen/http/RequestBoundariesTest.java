package io.wardlog.edge.listen.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.listen.DeviceVertx;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.error.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where one request ends and the next begins, and where the client's side ends. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class RequestBoundariesTest {

    private static final String HEADERS = " HTTP/1.1\r\nHost: x\r\nAuthorization: Basic "
            + Base64.getEncoder()
                    .encodeToString((ListenFixture.PUMP + ":" + ListenFixture.TOKEN).getBytes(StandardCharsets.UTF_8))
            + "\r\n";
    private static final String WHOLE = "POST /v1/events" + HEADERS + "Content-Length: 2\r\n\r\n{}";

    @TempDir
    Path directory;

    private ListenFixture fixture;

    @BeforeEach
    void start(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        fixture = HttpFixture.start(directory, vertx, Duration.ofMillis(500));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private Socket sent(String bytes) throws IOException {
        Socket socket = fixture.connect("http");
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/ev", "POST /v1/events HTTP/1.1\r\n"})
    void aHeaderThatBeginsInThePacketOfTheRequestBeforeIsTimedOutAndRecorded(String begun) throws Exception {
        try (Socket socket = sent(WHOLE + begun)) {
            assertThat(all(socket)).contains("HTTP/1.1 202 ", "HTTP/1.1 408 ");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TIMED_OUT);
    }

    /** The body's end cannot be known: what came next could be that, or a request (RFC 9112 section 6.3). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "gzip, chunked",
                "chunked, gzip",
                "identity",
                "gzip\r\nContent-Length: 0",
                "chunked\r\nTransfer-Encoding: chunked"
            })
    void aTransferCodingOtherThanChunkedIsRefusedAndNothingBehindItIsARequest(String coding) throws Exception {
        String head = "POST /v1/events" + HEADERS + "Transfer-Encoding: " + coding + "\r\n\r\n";
        try (Socket socket = sent(head + WHOLE)) {
            assertThat(all(socket))
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("connection: close\r\n")
                    .contains("application/problem+json", "\"code\":\"protocol_error\"")
                    .containsOnlyOnce("HTTP/1.1");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    /** Whoever takes the length for what counts finds another request where the body ends (RFC 9112 section 6.1). */
    @Test
    void aLengthBesideChunkedIsRefusedAndNothingBehindItIsARequest() throws Exception {
        String head = "POST /v1/events" + HEADERS + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (Socket socket = sent(head + "0\r\n\r\n" + WHOLE)) {
            assertThat(all(socket)).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    @Test
    void aTransferCodingInHttp10IsRefused() throws Exception {
        String head = "POST /v1/events" + HEADERS.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n";
        try (Socket socket = sent(head + "2\r\n{}\r\n0\r\n\r\n")) {
            assertThat(all(socket)).contains(" 400 ").containsIgnoringCase("connection: close\r\n");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    @Test
    void chunkedIsReadHoweverItIsSpelled() throws Exception {
        String head = "POST /v1/events" + HEADERS + "Connection: close\r\nTransfer-Encoding: Chunked\r\n\r\n";
        try (Socket socket = sent(head + "2\r\n{}\r\n0\r\n\r\n")) {
            assertThat(all(socket)).startsWith("HTTP/1.1 202 ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoEndsItsSideAfterWholeRequestsGetsTheAnswers(int requests) throws Exception {
        Semaphore ended = new Semaphore(0);
        fixture.acceptor.decide = arrival -> {
            ended.acquireUninterruptibly();
            return fixture.acceptor.accepted(arrival);
        };
        try (Socket socket = sent(WHOLE.repeat(requests))) {
            socket.shutdownOutput();
            fixture.acceptor.await(1);
            ended.release(requests);
            assertThat(all(socket).split("HTTP/1.1 202 ", -1)).hasSize(requests + 1);
        }
        assertThat(fixture.acceptor.arrivals).hasSize(requests);
        assertThat(fixture.faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/ev", "POST /v1/events HTTP/1.1\r\nHo"})
    void whoEndsItsSideWithinAHeaderIsRecorded(String begun) throws Exception {
        for (String before : new String[] {"", WHOLE}) {
            try (Socket socket = sent(before + begun)) {
                socket.shutdownOutput();
                assertThat(all(socket)).matches(before.isEmpty() ? "" : "(?s)HTTP/1.1 202 .*}");
            }
            assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void whoEndsItsSideWithinABodyIsRecorded() throws Exception {
        try (Socket socket = sent(WHOLE.substring(0, WHOLE.length() - 1))) {
            socket.shutdownOutput();
            assertThat(all(socket)).isEmpty();
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }
}
