package io.wardlog.edge.listen.http;

import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
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
import io.wardlog.trace.TraceContext;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Timeout(60)
class HttpListenerTest {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString((PUMP + ":" + TOKEN).getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ListenFixture fixture;

    @BeforeEach
    void start(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        fixture = HttpFixture.start(directory, vertx, Duration.ofSeconds(2));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void aRequestWaitsForMemoryAndIsReadWhenThereIsSome() throws Exception {
        MemoryBudget.Claim all = fixture.memory.count(ListenFixture.MEMORY);
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return post("[{},{}]");
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        fixture.awaitWaiting(1);
        assertThat(fixture.acceptor.arrivals).isEmpty();
        all.giveBack();
        assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        assertThat(fixture.memory.held()).isZero();
    }

    @Test
    void oneMessageIsAccepted() throws Exception {
        HttpResponse<String> answer = post(" {\"a\": 1}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("{\"status\":\"accepted\",\"eventId\":\"id-1\",\"sequenceNumber\":1}");
        assertThat(fixture.acceptor.arrivals).extracting(FakeAcceptor::text).containsExactly(" {\"a\": 1}");
    }

    @Test
    void anArrayIsAnsweredPerItemInOrderAndItsBytesAreTheDevices() throws Exception {
        fixture.acceptor.decide = arrival -> FakeAcceptor.text(arrival).contains("bad")
                ? new Outcome.Rejected(ErrorCode.MISSING_FIELD, "eventTime")
                : fixture.acceptor.accepted(arrival);

        HttpResponse<String> mixed = post("[ {\"n\" : 1.0e0} ,{\"bad\":\"],\\\"[\"}, {} ]");
        HttpResponse<String> good = post("[{},{}]");

        assertThat(mixed.statusCode()).isEqualTo(207);
        assertThat(mixed.body())
                .isEqualTo("{\"results\":[{\"status\":\"accepted\",\"eventId\":\"id-1\",\"sequenceNumber\":1},"
                        + "{\"status\":\"rejected\",\"code\":\"missing_field\",\"detail\":\"eventTime\"},"
                        + "{\"status\":\"accepted\",\"eventId\":\"id-2\",\"sequenceNumber\":2}]}");
        assertThat(fixture.acceptor.arrivals.subList(0, 3))
                .extracting(FakeAcceptor::text)
                .containsExactly("{\"n\" : 1.0e0}", "{\"bad\":\"],\\\"[\"}", "{}");
        assertThat(good.statusCode()).isEqualTo(202);
        assertThat(post("[]").statusCode()).isEqualTo(202);
    }

    @Test
    void aRefusedMessageIsAProblemDocument() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Rejected(ErrorCode.SCHEMA_VIOLATION, "rate");

        HttpResponse<String> answer = post("{}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"schema_violation\"");
    }

    @Test
    void aTraceIsReadFromTheHeaderOrCountedAsMalformed() throws Exception {
        String context = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        for (String traceparent : List.of(context, "Mueller", context + "," + context)) {
            send(request("/v1/events")
                    .header("Authorization", BASIC)
                    .header("traceparent", traceparent)
                    .POST(BodyPublishers.ofString("[{},{}]")));
        }
        assertThat(fixture.acceptor.arrivals)
                .extracting(arrival -> arrival.trace().map(TraceContext::traceparent))
                .containsExactly(
                        Optional.of(context),
                        Optional.of(context),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        assertThat(fixture.metrics.counts).containsEntry("traced", 1).containsEntry("trace_malformed", 2);
    }

    @Test
    void busyIs503WithRetryAfter() throws Exception {
        fixture.acceptor.decide = arrival -> new Outcome.Busy(Duration.ofMillis(1500));
        for (String body : new String[] {"{}", "[{},{}]"}) {
            HttpResponse<String> answer = post(body);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("2");
        }
    }

    @Test
    void credentialsThatDoNotCountAre401AndRecorded() throws Exception {
        HttpResponse<String> none = send(request("/v1/events").POST(BodyPublishers.ofString("{}")));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("www-authenticate")).isPresent();
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.NOT_AUTHENTICATED);

        HttpResponse<String> wrong = send(request("/v1/events")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("pump-1:no".getBytes(StandardCharsets.UTF_8)))
                .POST(BodyPublishers.ofString("{}")));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.WRONG_CREDENTIALS);
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    @Test
    void whatIsNotAnEventRequestIsRefused() throws Exception {
        assertThat(send(request("/other").GET()).statusCode()).isEqualTo(404);
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.NOT_FOUND);
        HttpResponse<String> get = send(request("/v1/events").GET());
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("allow")).contains("POST");
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.METHOD_NOT_ALLOWED);
        assertThat(send(authorised().header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
        for (String body : new String[] {"[{},]", "[{}", "[{}]x", "[,]", "[{}}]"}) {
            assertThat(post(body).statusCode()).as(body).isEqualTo(400);
            assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.MALFORMED_JSON);
        }
    }

    @Test
    void aBodyOverTheLimitIs413AndRecordedInItsBeginning() throws Exception {
        HttpResponse<String> answer = post("x".repeat(65_000) + "y".repeat(5_000));

        assertThat(answer.statusCode()).isEqualTo(413);
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal.firstBytes()).hasSize(64 * 1024);
        assertThat(refusal.deviceId()).contains(PUMP);
    }

    @Test
    void anArrayOfTooManyMessagesIs413AndNoneOfThemIsRecorded() throws Exception {
        assertThat(post(arrayOf(ArraySplitter.MAX_ELEMENTS)).statusCode()).isEqualTo(202);
        int recorded = fixture.acceptor.arrivals.size();

        HttpResponse<String> answer = post(arrayOf(ArraySplitter.MAX_ELEMENTS + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"too_large\"", "an array of more than 4096 messages");
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(fixture.acceptor.arrivals).hasSize(recorded);
    }

    private static String arrayOf(int messages) {
        return "[" + "{},".repeat(messages - 1) + "{}]";
    }

    @Test
    void aLongBodyIsRefusedBeforeItIsSentWhenTheClientAsks() throws Exception {
        try (Socket socket = fixture.connect("http")) {
            socket.getOutputStream().write(head(1 << 20).getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 413");
            // A request behind it would be taken for the body that was never sent
            assertThat(headers(socket)).contains("connection: close");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TOO_LARGE);
        try (Socket socket = fixture.connect("http")) {
            socket.getOutputStream().write(head(2).getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 100");
            socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).isEqualTo("\r");
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 202");
        }
    }

    /** The rest of an answer's header, in lower case. */
    private static List<String> headers(Socket socket) throws IOException {
        List<String> headers = new ArrayList<>();
        String line = ListenFixture.readLine(socket.getInputStream());
        while (!line.equals("\r")) {
            headers.add(line.strip().toLowerCase(Locale.ROOT));
            line = ListenFixture.readLine(socket.getInputStream());
        }
        return headers;
    }

    private static String head(int contentLength) {
        return "POST /v1/events HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + contentLength
                + "\r\nAuthorization: " + BASIC + "\r\n\r\n";
    }

    @Test
    void aClientThatSendsALongBodyAllTheSameReadsTheAnswerAndMayGoOn() throws Exception {
        try (ServedDevice other = new ServedDevice(fixture, "http", OTHER)) {
            for (int i = 0; i < 3; i++) {
                CompletableFuture<HttpResponse<String>> answer = client.sendAsync(
                        authorised()
                                .POST(BodyPublishers.ofString("x".repeat(10_000_000)))
                                .build(),
                        BodyHandlers.ofString());
                do {
                    other.isServed();
                } while (!answer.isDone());
                assertThat(answer.get().statusCode()).isEqualTo(413);
            }
        }
        assertThat(post("{}").statusCode()).isEqualTo(202);
    }

    /** As its connections of the other protocols end when the directory says something else of it. */
    @Test
    void aDeviceThatIsRemovedWithinItsRequestIsRefused() throws Exception {
        try (Socket socket = fixture.connect("http")) {
            socket.getOutputStream().write(head(2).getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 100");
            fixture.writeDevices(OTHER);
            fixture.devices.reload();
            socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).isEqualTo("\r");
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 401");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    @Test
    void halfARequestThenSilenceIsTimedOutAndRecorded() throws Exception {
        try (Socket socket = fixture.connect("http")) {
            socket.getOutputStream()
                    .write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nAuthorization: " + BASIC
                                    + "\r\n\r\n{\"h")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 408");
        }
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(new String(refusal.firstBytes(), StandardCharsets.UTF_8)).isEqualTo("{\"h");
    }

    @Test
    void halfAHeaderThenSilenceIsTimedOutAndRecordedWithoutItsCredentials() throws Exception {
        try (Socket socket = fixture.connect("http")) {
            socket.getOutputStream()
                    .write(("POST /v1/events HTTP/1.1\r\nAuthorization: " + BASIC).getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 408");
        }
        Refusal half = fixture.acceptor.refusal();
        assertThat(half.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(half.firstBytes()).isEmpty();
        assertThat(half.totalLength()).isGreaterThan(50);
        assertThat(fixture.metrics.counts).containsEntry("refused.timed_out", 1);
        try (Socket silent = fixture.connect("http")) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.TIMED_OUT);
    }

    @Test
    void aHeaderAfterAWholeRequestIsWatchedTooAndAConnectionThatEndsInItIsRecorded() throws Exception {
        byte[] whole = ("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAuthorization: " + BASIC
                        + "\r\n\r\n{}")
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = fixture.connect("http")) {
            socket.getOutputStream().write(whole);
            assertThat(ListenFixture.readLine(socket.getInputStream())).startsWith("HTTP/1.1 202");
            socket.getOutputStream().write(whole, 0, 30);
            fixture.acceptor.await(1);
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    void ofMoreConnectionsThanAllowedTheEldestEndsAndThatIsRecorded() throws Exception {
        fixture.fillsUp("http");
    }

    @Test
    void aStopAnswersWhatWasTaken() throws Exception {
        fixture.acceptor.decide = arrival -> null;
        var answer = client.sendAsync(
                authorised().POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofString());
        fixture.acceptor.await(1);
        var stopped = fixture.listener().stop().toCompletionStage().toCompletableFuture();
        fixture.acceptor.release();
        assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        stopped.get(10, TimeUnit.SECONDS);
    }

    /** The server would answer in the version that the request names, with whatever stands in it. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP\0\0/1.1", "XYZ/3.1", "HTTP/2.0"})
    void whatNamesAnotherVersionIsRefusedInOursAndRecorded(String version) throws Exception {
        try (Socket socket = fixture.connect("http")) {
            String request = "POST /v1/events " + version + "\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).isEqualTo("HTTP/1.1 400 Bad Request\r");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    @Test
    void whatIsNotHttpIsRefusedAndRecorded() throws Exception {
        try (Socket socket = fixture.connect("http")) {
            socket.getOutputStream().write("nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(ListenFixture.readLine(socket.getInputStream())).contains(" 400 ");
        }
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    void aClientCertificateIdentifies() throws Exception {
        TestPki.Pem pem = fixture.pki.device(directory, PUMP, URI + PUMP);
        HttpClient tls = HttpClient.newBuilder()
                .sslContext(TlsSockets.context(fixture.tls.deviceCa(), Optional.of(pem)))
                .build();
        HttpResponse<String> answer = tls.send(
                HttpRequest.newBuilder(java.net.URI.create("https://127.0.0.1:" + fixture.port("https") + "/v1/events"))
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(fixture.acceptor.arrivals.get(0).device().auth()).isEqualTo(AuthMethod.MTLS);
        TestPki.Pem expired = fixture.pki.expiredDevice(directory, "expired", URI + PUMP);
        assertThatThrownBy(() -> TlsSockets.connect(
                                TlsSockets.context(fixture.tls.deviceCa(), Optional.of(expired)), fixture.port("https"))
                        .close())
                .isInstanceOf(IOException.class);
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.CERTIFICATE_REJECTED);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(authorised().POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder authorised() {
        return request("/v1/events").header("Authorization", BASIC);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + fixture.port("http") + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
