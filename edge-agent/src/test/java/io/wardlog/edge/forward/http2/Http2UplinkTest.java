package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.batch.BatchFrame;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.hash.Sha256;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The uplink against real servers: a collector as it should be, and everything that may stand in its place. */
@Timeout(60)
class Http2UplinkTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final byte[] FRAME = "WLB1 and more".getBytes(StandardCharsets.US_ASCII);
    private static final OutgoingBatch BATCH = OutgoingBatch.of(FRAME);

    @TempDir
    static Path directory;

    private static Path agent;
    private static Path collector;
    private static Path ca;
    private static Path stranger;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private Http2Uplink uplink;

    @BeforeAll
    static void certificates() throws IOException {
        Validity validity = Validity.starting(Instant.now(), Duration.ofDays(2));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        ca = pki.caFile();
        agent = pki.agent(new DevelopmentPki.AgentName("tenant-a", "hospital-1", "gateway-1"), List.of(), validity);
        collector = pki.collector(List.of(), validity);
        DevelopmentPki other = DevelopmentPki.create(directory.resolve("other"), validity);
        stranger = other.collector(List.of(), validity);
        TestCollectors.makeTheFirstCall(directory.resolve("first"));
    }

    @AfterEach
    void stop() {
        if (uplink != null) {
            uplink.close();
        }
        vertx.close().await();
    }

    private int serve(Handler<HttpServerRequest> handler) {
        return serve("127.0.0.1", collector, handler);
    }

    private int serve(String host, Path certificate, Handler<HttpServerRequest> handler) {
        return serve(host, certificate, List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1), handler);
    }

    private int serve(String host, Path certificate, List<HttpVersion> versions, Handler<HttpServerRequest> handler) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setAlpnVersions(versions)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.resolve("tls.pem").toString())
                        .addKeyPath(certificate.resolve("tls.key").toString()))
                .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()));
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(handler)
                .listen()
                .await()
                .actualPort();
    }

    private Http2Uplink uplink(String host, int port, Duration limit) throws IOException {
        return uplink(host, port, limit, ca);
    }

    private Http2Uplink uplink(String host, int port, Duration limit, Path trusted) throws IOException {
        uplink = new UplinkSetting(agent, trusted).limit(limit).uplink(vertx, host + ":" + port);
        return uplink;
    }

    private static UplinkAnswer answer(CompletableFuture<UplinkAnswer> call) {
        return call.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void assertUnavailable(UplinkAnswer answer, String reason) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        UplinkAnswer.Unavailable.class,
                        unavailable -> assertThat(unavailable.reason()).containsIgnoringCase(reason));
    }

    private static void answer(HttpServerRequest request, int status, Problem problem) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(problem.toJson()));
    }

    private static List<String> names(HttpServerRequest request) {
        try {
            X509Certificate certificate =
                    (X509Certificate) request.connection().sslSession().getPeerCertificates()[0];
            return certificate.getSubjectAlternativeNames().stream()
                    .map(name -> name.get(1).toString())
                    .toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFrameArrivesAsItIsOverHttp2WithTheAgentsCertificate() throws Exception {
        record Seen(HttpVersion version, String call, String type, List<String> names, byte[] body) {}
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        int port = serve(request -> request.body().onSuccess(body -> {
            seen.complete(new Seen(
                    request.version(),
                    request.method() + " " + request.uri(),
                    request.getHeader("content-type"),
                    names(request),
                    body.getBytes()));
            request.response().end("receipt");
        }));
        byte[] frame = new byte[BatchFrame.MAX_FRAME_BYTES];
        Arrays.fill(frame, (byte) 7);
        UplinkAnswer answer = answer(uplink("127.0.0.1", port, LONG).send(OutgoingBatch.of(frame)));
        assertThat(((UplinkAnswer.Body) answer).bytes()).isEqualTo("receipt".getBytes(StandardCharsets.US_ASCII));
        assertThat(seen.join().version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(seen.join().call()).isEqualTo("POST /v1/batches");
        assertThat(seen.join().type()).isEqualTo("application/vnd.wardlog.batch");
        assertThat(seen.join().names()).contains("urn:wardlog:agent:tenant-a:hospital-1:gateway-1");
        assertThat(seen.join().body()).isEqualTo(frame);
    }

    @Test
    void theRegistryIsAskedForUnlessItIsKnown() throws Exception {
        int port = serve(request -> {
            String known = request.getHeader("if-none-match");
            request.response().setStatusCode(known == null ? 200 : 304).end(known == null ? request.uri() : "");
        });
        uplink("127.0.0.1", port, LONG);

        assertThat(((UplinkAnswer.Body) answer(uplink.registry(List.of()))).bytes())
                .asString()
                .isEqualTo("/v1/registry");
        assertThat(answer(uplink.registry(List.of(Sha256.of(FRAME), Sha256.of()))))
                .isEqualTo(new UplinkAnswer.Unchanged());
    }

    /** HTTP/1.1 has one connection for all, HTTP/2 keeps it. */
    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aRegistryCallWithoutAnAnswerHoldsUpNoBatch(HttpVersion version) throws Exception {
        int port = serve("127.0.0.1", collector, List.of(version), request -> {
            if (!request.path().equals("/v1/registry")) {
                request.response().end(request.version().name());
            }
        });
        uplink("127.0.0.1", port, Duration.ofMillis(1_500));
        assertUnavailable(answer(uplink.registry(List.of())), "no answer");
        assertBodyOver(version, answer(uplink.send(BATCH)));
        assertThat(connections).hasValue(version == HttpVersion.HTTP_2 ? 1 : 2);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aRegistryAnswerThatIsTooLongHoldsUpNoBatch(HttpVersion version) throws Exception {
        int port = serve("127.0.0.1", collector, List.of(version), request -> {
            if (request.path().equals("/v1/registry")) { // and never ends
                request.response().setChunked(true).write(Buffer.buffer(new byte[Call.MAX_ANSWER_BYTES + 1]));
            } else {
                request.response().end(request.version().name());
            }
        });
        uplink("127.0.0.1", port, LONG);
        assertUnavailable(answer(uplink.registry(List.of())), "longer than");
        assertBodyOver(version, answer(uplink.send(BATCH)));
    }

    private static void assertBodyOver(HttpVersion version, UplinkAnswer answer) {
        assertThat(answer).isInstanceOf(UplinkAnswer.Body.class);
        assertThat(((UplinkAnswer.Body) answer).bytes()).asString().isEqualTo(version.name());
    }

    @Test
    void allCallsShareOneConnection() throws Exception {
        int port = serve(request -> request.response().end(request.method() + " " + request.uri()));
        uplink("localhost", port, LONG);
        for (int i = 0; i < 5; i++) {
            assertThat(((UplinkAnswer.Body) answer(uplink.head())).bytes())
                    .asString()
                    .isEqualTo("GET /v1/head");
            answer(uplink.send(BATCH));
        }
        assertThat(connections).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 413, 422})
    void whatTheCollectorRefusesForGoodSaysWhy(int status) throws Exception {
        int port = serve(request -> answer(request, status, new Problem(ErrorCode.ROOT_MISMATCH, "the\nroot")));
        assertThat(answer(uplink("127.0.0.1", port, LONG).send(BATCH)))
                .isEqualTo(new UplinkAnswer.Refused(status, "root_mismatch", "the root"));
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 302, 408, 429, 500, 502, 503, 504})
    void whatTheCollectorCannotNowIsUnavailableForAsLongAsItSays(int status) throws Exception {
        int port = serve(request -> {
            request.response().putHeader("retry-after", "7");
            answer(request, status, new Problem(ErrorCode.UNAVAILABLE, "later"));
        });
        UplinkAnswer answer = answer(uplink("127.0.0.1", port, LONG).send(BATCH));
        assertUnavailable(answer, "status " + status);
        assertThat(((UplinkAnswer.Unavailable) answer).retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void onlyACollectorCanSayThatCustodysWordIsNotKnown() {
        byte[] own = new Problem(ErrorCode.UNAVAILABLE, "is still being read").toJson();
        assertThat(saysSoItself(503, own)).isTrue();
        assertThat(saysSoItself(502, own)).isFalse();
        assertThat(saysSoItself(503, new byte[0])).isFalse();
        assertThat(saysSoItself(503, "<html>503 Service Unavailable".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
        assertThat(saysSoItself(503, "{\"code\":\"unavailable\"}".getBytes(StandardCharsets.US_ASCII)))
                .as("what is common among gateways")
                .isFalse();
        assertThat(saysSoItself(500, new Problem(ErrorCode.INTERNAL, "").toJson()))
                .isFalse();
        assertThat(saysSoItself(429, new Problem(ErrorCode.RATE_LIMITED, "").toJson()))
                .isFalse();
    }

    private static boolean saysSoItself(int status, byte[] body) {
        return ((UplinkAnswer.Unavailable) AnswerReader.read(status, null, body, Instant.EPOCH)).answered();
    }

    @Test
    void aServerOfAnotherCaIsNotSpokenTo() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        int port = serve("127.0.0.1", stranger, request -> requests.incrementAndGet());
        assertUnavailable(answer(uplink("127.0.0.1", port, LONG).send(BATCH)), "trust");
        assertThat(requests).hasValue(0);
    }

    @Test
    void aCertificateForAnotherNameIsNotSpokenToAlsoAfterARenewal() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        int port = serve("127.0.0.2", collector, request -> requests.incrementAndGet());
        uplink("127.0.0.2", port, LONG); // the certificate names 127.0.0.1
        assertUnavailable(answer(uplink.send(BATCH)), "127.0.0.2");
        assertUnavailable(answer(uplink.head()), "127.0.0.2");
        assertThat(requests).hasValue(0);
    }

    @Test
    void anAgentOfAnotherCaIsUnavailable() throws Exception {
        int port = serve(request -> request.response().end());
        uplink = new UplinkSetting(stranger, ca).limit(LONG).uplink(vertx, "127.0.0.1:" + port);
        assertUnavailable(answer(uplink.send(BATCH)), "");
    }

    @Test
    void aServerWithoutTlsIsUnavailable() throws Exception {
        int port = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.response().end("receipt"))
                .listen()
                .await()
                .actualPort();
        assertUnavailable(answer(uplink("127.0.0.1", port, LONG).send(BATCH)), "SSL");
    }

    @Test
    void aServerThatSaysNothingAtAllIsUnavailableAfterTheConnectTimeout() throws Exception {
        int port = vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        uplink = new UplinkSetting(agent, ca)
                .limit(LONG)
                .connectTimeout(Duration.ofMillis(300))
                .uplink(vertx, "127.0.0.1:" + port);
        assertUnavailable(answer(uplink.send(BATCH)), "handshake timed out after 300ms");
    }

    @Test
    void nobodyThereIsUnavailable() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        assertUnavailable(answer(uplink("127.0.0.1", port, LONG).send(BATCH)), "refused");
    }

    @Test
    void anAnswerThatDoesNotComeCostsItsConnection() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        int port = serve(request -> {
            if (requests.getAndIncrement() > 0) {
                request.response().end("head");
            }
        });
        uplink("127.0.0.1", port, Duration.ofMillis(1_500));
        assertUnavailable(answer(uplink.send(BATCH)), "no answer within 1500 ms");
        assertThat(answer(uplink.head())).isInstanceOf(UplinkAnswer.Body.class);
        assertThat(connections).hasValue(2);
    }

    /** As it is when the line fails right behind the handshake: there is a connection, and nothing that could be asked over it. */
    @Test
    void aConnectionThatSaysNothingBehindItsHandshakeIsReplaced() throws Exception {
        NetServerOptions options = new NetServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(collector.resolve("tls.pem").toString())
                        .addKeyPath(collector.resolve("tls.key").toString()));
        options.getSslOptions().setApplicationLayerProtocols(List.of("h2"));
        NetServer silent = vertx.createNetServer(options)
                .connectHandler(connection -> connections.incrementAndGet())
                .listen()
                .await();
        uplink("127.0.0.1", silent.actualPort(), Duration.ofMillis(1_500));
        long end = System.nanoTime() + LONG.toNanos();
        while (connections.get() < 2) {
            assertThat(System.nanoTime()).as("%s connections", connections).isLessThan(end);
            assertUnavailable(answer(uplink.head()), "");
        }
    }

    @Test
    void anAnswerThatNeverEndsIsUnavailableInTime() throws Exception {
        int port = serve(request -> {
            request.response().setChunked(true).write("a");
            vertx.setPeriodic(100, id -> request.response().write("b"));
        });
        assertUnavailable(
                answer(uplink("127.0.0.1", port, Duration.ofMillis(1_500)).send(BATCH)), "no answer");
    }

    @Test
    void anAnswerThatIsTooLongIsUnavailable() throws Exception {
        int port = serve(request -> request.response().end(Buffer.buffer(new byte[Call.MAX_ANSWER_BYTES + 1])));
        assertUnavailable(answer(uplink("127.0.0.1", port, LONG).send(BATCH)), "longer than");
    }

    @Test
    void aConnectionThatBreaksBeforeTheAnswerIsUnavailable() throws Exception {
        int port = serve(request -> request.connection().close());
        assertUnavailable(answer(uplink("127.0.0.1", port, LONG).send(BATCH)), "closed");
    }

    @Test
    void closingEndsTheCallUnderWayAndAllLaterOnes() throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        int port = serve(request -> arrived.complete(null));
        CompletableFuture<UplinkAnswer> call = uplink("127.0.0.1", port, LONG).send(BATCH);
        arrived.orTimeout(10, TimeUnit.SECONDS).join();
        uplink.close();
        assertUnavailable(answer(call), "closed");
        assertUnavailable(answer(uplink.head()), "closed");
        assertUnavailable(answer(uplink.send(BATCH)), "closed");
    }

    @Test
    void aDateToComeBackAtIsHonouredAndAnAbsurdOneIsCut() {
        Instant now = Instant.parse("2026-11-23T07:00:00Z");
        assertThat(wait("Mon, 23 Nov 2026 07:00:30 GMT", now)).contains(Duration.ofSeconds(30));
        assertThat(wait("Mon, 23 Nov 2026 06:00:30 GMT", now)).isEmpty();
        assertThat(wait("86400", now)).contains(AnswerReader.LONGEST_WAIT);
        assertThat(wait("9".repeat(40), now)).contains(AnswerReader.LONGEST_WAIT);
        assertThat(wait("0".repeat(40) + "7", now)).contains(Duration.ofSeconds(7));
        assertThat(wait("soon", now)).isEmpty();
    }

    private static Optional<Duration> wait(String retryAfter, Instant now) {
        return ((UplinkAnswer.Unavailable) AnswerReader.read(503, retryAfter, new byte[0], now)).retryAfter();
    }
}
