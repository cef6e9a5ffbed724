package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Vertx;
import io.wardlog.config.SecretValue;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.ProxyConfig;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.forward.http2.TestCollectors.Served;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The uplink through a proxy that works, and through one that fails in every way. */
@Timeout(60)
class UplinkProxyTest {

    private static final String PASSWORD = "s3cret-of-the-proxy";
    private static final String BASIC =
            Base64.getEncoder().encodeToString(("agent:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    /** For a proxy that says nothing; long enough for a handshake through it on a slow machine. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final ListAppender<ILoggingEvent> logs = new ListAppender<>();
    private TestCollectors collectors;
    private Served collector;
    private TestProxy proxy;
    private Http2Uplink uplink;

    @BeforeAll
    static void warmUp(@TempDir Path other) throws IOException {
        TestCollectors.makeTheFirstCall(other);
    }

    @BeforeEach
    void start() throws IOException {
        collectors = new TestCollectors(vertx, directory.resolve("pki"));
        collector = collectors.serve("collector");
        proxy = new TestProxy(vertx, collector.port);
        logs.list = new CopyOnWriteArrayList<>(); // written to by other threads while it is read
        logs.start();
        ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(logs);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(logs);
        uplink.close();
        vertx.close().await();
    }

    private ProxyConfig anonymous() {
        return new ProxyConfig(proxy.address, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Http2Uplink through(ProxyConfig config) throws IOException {
        return through(config, LONG);
    }

    private Http2Uplink through(ProxyConfig config, Duration patience) throws IOException {
        uplink = collectors.setting().limit(patience).proxy(config).uplink(vertx, TestCollectors.HOST + ":8443");
        return uplink;
    }

    private static UplinkAnswer answer(CompletableFuture<UplinkAnswer> call) {
        return call.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static void assertAnswered(CompletableFuture<UplinkAnswer> call) {
        assertThat(answer(call)).isInstanceOf(UplinkAnswer.Body.class);
    }

    private static void assertUnavailable(CompletableFuture<UplinkAnswer> call, String reason) {
        assertThat(answer(call))
                .isInstanceOfSatisfying(
                        UplinkAnswer.Unavailable.class,
                        it -> assertThat(it.reason())
                                .containsIgnoringCase(reason)
                                .doesNotContain(PASSWORD)
                                .doesNotContain(BASIC));
    }

    private void assertNoCredentialsInLogs() {
        assertThat(logs.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isNotEmpty()
                .noneMatch(line -> line.contains(PASSWORD) || line.contains(BASIC));
    }

    @Test
    void theProxyFindsTheCollectorAndTlsGoesThroughIt() throws IOException {
        byte[] frame = new byte[900 * 1024];
        Arrays.fill(frame, (byte) 7);
        assertAnswered(through(anonymous()).head());
        assertAnswered(uplink.send(OutgoingBatch.of(frame)));
        assertThat(proxy.requests).singleElement().asString().startsWith("CONNECT collector.invalid:8443 HTTP/1.1\r\n");
        assertThat(proxy.requests.get(0)).doesNotContainIgnoringCase("proxy-authorization");
        assertThat(collector.frames.get(1).getBytes()).isEqualTo(frame);
    }

    @Test
    void aProxyThatLeadsToAnotherHostDoesNotPassTheHostCheck() throws IOException {
        uplink = collectors.setting().proxy(anonymous()).uplink(vertx, "other.invalid:8443");
        assertUnavailable(uplink.send(OutgoingBatch.of(new byte[] {1})), "other.invalid");
        assertThat(collector.frames).isEmpty();
    }

    @Test
    void aProxyThatAsksForAPasswordGetsTheOneOfTheFileAlsoWhenItIsChanged() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "wrong\n");
        proxy.credentials = BASIC;
        through(new ProxyConfig(proxy.address, Optional.of("agent"), Optional.empty(), Optional.of(file)));
        assertUnavailable(uplink.head(), "407");
        Files.writeString(file, PASSWORD + "\n");
        assertAnswered(uplink.head());
        Files.delete(file);
        assertAnswered(uplink.head());
        assertThat(proxy.requests).hasSize(2);
        assertNoCredentialsInLogs();
    }

    @Test
    void aPasswordOfTheConfigurationIsSentAndNeverShown() throws IOException {
        proxy.credentials = BASIC;
        ProxyConfig config = new ProxyConfig(
                proxy.address, Optional.of("agent"), Optional.of(new SecretValue(PASSWORD)), Optional.empty());
        assertAnswered(through(config).head());
        assertThat(config.toString()).doesNotContain(PASSWORD);
        assertNoCredentialsInLogs();
    }

    @Test
    void aProxyThatAsksForAPasswordThatNobodyGaveIsUnavailableNotARefusalOfTheCollector() throws IOException {
        proxy.credentials = BASIC;
        assertUnavailable(through(anonymous()).send(OutgoingBatch.of(new byte[] {1})), "407");
    }

    @Test
    void aProxyThatFailsIsUnavailableAndUsedAgainWhenItWorks() throws IOException {
        through(anonymous(), SHORT);
        proxy.mode = TestProxy.Mode.REFUSE;
        assertUnavailable(uplink.head(), "502");
        proxy.status = "403 Forbidden";
        assertUnavailable(uplink.head(), "403");
        proxy.mode = TestProxy.Mode.HANG;
        assertUnavailable(uplink.head(), "");
        proxy.mode = TestProxy.Mode.CLOSE;
        assertUnavailable(uplink.head(), "");
        assertThat(collector.frames).isEmpty();
        proxy.mode = TestProxy.Mode.OPEN;
        assertAnswered(uplink.head());
    }

    @Test
    void aWayThatIsCutInTheMiddleOfAFrameDeliversNothingOfIt() throws IOException {
        byte[] frame = new byte[400 * 1024];
        proxy.mode = TestProxy.Mode.CUT;
        proxy.cutAfter.set(200 * 1024);
        assertUnavailable(through(anonymous()).send(OutgoingBatch.of(frame)), "");
        assertThat(collector.frames).isEmpty();
        proxy.mode = TestProxy.Mode.OPEN;
        assertAnswered(uplink.send(OutgoingBatch.of(frame)));
        assertThat(collector.frames)
                .singleElement()
                .satisfies(it -> assertThat(it.length()).isEqualTo(frame.length));
    }
}
