package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.forward.http2.TestCollectors.Served;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two collectors, one of which fails in every way; connections that are pinged and grow old; collectors that speak HTTP/1.1 only. */
@Timeout(60)
class SeveralCollectorsTest extends WithCollectors {

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    /** For a collector of which nothing comes; long enough for a first handshake with the other on a slow machine. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration LONG = Duration.ofSeconds(20);

    @BeforeAll
    static void warmUp(@TempDir Path other) throws IOException {
        TestCollectors.makeTheFirstCall(other);
    }

    private static void assertFrom(String name, CompletableFuture<UplinkAnswer> call) {
        assertThat(answer(call))
                .isInstanceOfSatisfying(
                        UplinkAnswer.Body.class,
                        body -> assertThat(body.bytes()).asString().isEqualTo(name));
    }

    private static void assertUnavailable(CompletableFuture<UplinkAnswer> call) {
        assertThat(answer(call)).isInstanceOf(UplinkAnswer.Unavailable.class);
    }

    /** After one failed call at {@code first} the next goes to the second, and there they stay. */
    private void assertGoesOnWithTheSecond(String first, Duration patience) throws IOException {
        Served second = collectors.serve("second");
        uplink = collectors.setting().limit(patience).uplink(vertx, first, second.at("localhost"));
        assertUnavailable(uplink.send(OutgoingBatch.of(FRAME)));
        for (int i = 0; i < 3; i++) {
            assertFrom("second", uplink.head());
            assertFrom("second", uplink.send(OutgoingBatch.of(FRAME)));
        }
        assertThat(second.connections).hasSize(1);
    }

    @Test
    void oneThatIsGone() throws IOException {
        int gone;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            gone = socket.getLocalPort();
        }
        assertGoesOnWithTheSecond("localhost:" + gone, LONG);
    }

    @Test
    void oneThatHangsBeforeTls() throws IOException {
        int port = vertx.createNetServer()
                .connectHandler(socket -> {})
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        assertGoesOnWithTheSecond("localhost:" + port, SHORT);
    }

    @Test
    void oneThatIsHalfOpenAndNeverAnswers() throws IOException {
        assertGoesOnWithTheSecond(
                collectors.serve(options -> options, request -> {}).at("localhost"), SHORT);
    }

    @Test
    void oneThatBreaksTheConnection() throws IOException {
        assertGoesOnWithTheSecond(
                collectors
                        .serve(
                                options -> options,
                                request -> request.connection().close())
                        .at("localhost"),
                LONG);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void oneThatCannotNow(int status) throws IOException {
        assertGoesOnWithTheSecond(
                collectors
                        .serve(
                                options -> options,
                                request ->
                                        request.response().setStatusCode(status).end())
                        .at("localhost"),
                LONG);
    }

    @Test
    void aRefusalStaysWhereItWasSaid() throws IOException {
        Served first = collectors.serve(
                options -> options,
                request -> request.response().setStatusCode(403).end());
        Served second = collectors.serve("second");
        uplink = collectors.setting().uplink(vertx, first.at("localhost"), second.at("localhost"));
        for (int i = 0; i < 3; i++) {
            assertThat(answer(uplink.send(OutgoingBatch.of(FRAME)))).isInstanceOf(UplinkAnswer.Refused.class);
        }
        assertThat(second.frames).isEmpty();
    }

    @Test
    void oneWhoseAnswersAreNotBelievedIsLeft() throws IOException {
        Served first = collectors.serve("first");
        Served second = collectors.serve("second");
        uplink = collectors.setting().uplink(vertx, first.at("localhost"), second.at("localhost"));
        assertFrom("first", uplink.send(OutgoingBatch.of(FRAME)));
        uplink.notBelieved();
        assertFrom("second", uplink.head());
    }

    @Test
    void whenAConnectionIsOldTheFirstIsTriedAgainAndNoCallSuffers() throws IOException {
        Served first = collectors.serve("first");
        Served second = collectors.serve("second");
        uplink = collectors
                .setting()
                .maxAge(Duration.ofMillis(500))
                .uplink(vertx, first.at("localhost"), second.at("localhost"));
        assertFrom("first", uplink.send(OutgoingBatch.of(FRAME)));
        while (second.frames.isEmpty()) { // a connection that is old by then goes to the first once more
            uplink.notBelieved();
            assertThat(answer(uplink.send(OutgoingBatch.of(FRAME)))).isInstanceOf(UplinkAnswer.Body.class);
        }
        int before = first.connections.size();
        while (first.connections.size() < before + 3) {
            assertThat(answer(uplink.send(OutgoingBatch.of(FRAME)))).isInstanceOf(UplinkAnswer.Body.class);
        }
        assertFrom("first", uplink.send(OutgoingBatch.of(FRAME)));
    }

    @Test
    void aConnectionIsPingedAndGoesOnAsLongAsPingsAreAnswered() throws IOException {
        Served served = collectors.serve("collector");
        uplink = collectors.setting().pingInterval(Duration.ofMillis(100)).uplink(vertx, served.at("localhost"));
        while (served.pings.stream()
                .noneMatch(count -> count.get() >= 3)) { // the third goes only where two were answered
            assertThat(Thread.interrupted()).as("time is up").isFalse();
            assertFrom("collector", uplink.head());
        }
    }

    @Test
    void aCollectorOrABoxOnTheWayThatSpeaksHttp11Only() throws IOException {
        Served chosen = collectors.serve(
                options -> options.setAlpnVersions(List.of(HttpVersion.HTTP_1_1)),
                request -> request.response().end("chosen"));
        Served unasked = collectors.serve(
                options -> options.setUseAlpn(false),
                request -> request.response().end("unasked"));
        uplink = collectors.setting().uplink(vertx, chosen.at("localhost"));
        byte[] large = new byte[900 * 1024];
        assertFrom("chosen", uplink.head());
        assertFrom("chosen", uplink.send(OutgoingBatch.of(large)));
        uplink.close();
        uplink = collectors.setting().uplink(vertx, unasked.at("localhost"));
        assertFrom("unasked", uplink.head());
        assertFrom("unasked", uplink.send(OutgoingBatch.of(large)));
        assertThat(logs.values("uplink_connection_open", "http")).hasSize(2).containsOnly("HTTP_1_1");
        for (Served served : List.of(chosen, unasked)) {
            assertThat(served.versions).containsOnly(HttpVersion.HTTP_1_1);
            assertThat(served.connections).hasSize(1);
            assertThat(served.frames.get(1).length()).isEqualTo(large.length);
        }
    }

    @Test
    void aBoxThatInspectsTlsIsNotSpokenTo() throws IOException {
        TestCollectors box = new TestCollectors(vertx, directory.resolve("box"));
        Served served = box.serve(
                (HttpServerOptions options) -> options.setAlpnVersions(List.of(HttpVersion.HTTP_1_1)),
                request -> request.response().end());
        uplink = collectors.setting().uplink(vertx, served.at("localhost"));
        assertUnavailable(uplink.send(OutgoingBatch.of(FRAME)));
        assertThat(served.frames).isEmpty();
    }
}
