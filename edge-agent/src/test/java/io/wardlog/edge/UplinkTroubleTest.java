package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.CollectorFront.Mode;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.event.Event;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent with its real uplink, before two servers of one collector: what is acknowledged arrives once and in order, whatever fails. */
@Timeout(120)
class UplinkTroubleTest {

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();
    private AgentFixture fixture;
    private SigningCollector collector;
    private CollectorFront first;
    private CollectorFront second;
    private EdgeAgent agent;
    private TcpDevice pump;

    private void prepare() throws Exception {
        fixture = new AgentFixture(directory);
        collector = fixture.collector();
        first = new CollectorFront(vertx, fixture.pki(), collector);
        second = new CollectorFront(vertx, fixture.pki(), collector);
    }

    /** @param patience how long the agent waits for a collector that says nothing */
    private void start(String patience) throws Exception {
        prepare();
        fixture.collectors(
                "urls: [https://127.0.0.1:%d, https://127.0.0.1:%d]".formatted(first.port, second.port),
                "answerTimeout: " + patience,
                "connectTimeout: " + patience,
                "custodyWait: 1s");
        startAgent();
        deliver(20);
    }

    private void startAgent() throws Exception {
        agent = new EdgeAgent(
                fixture.config(),
                (own, tls) -> new Http2Uplink(own, fixture.config().collector(), tls),
                (event, cause) -> faults.add(event));
        agent.start();
        pump = new TcpDevice(agent.ports().get("tcp"));
    }

    @AfterEach
    void stop() throws IOException {
        pump.close();
        agent.stop();
        vertx.close().await();
        assertThat(faults).isEmpty();
    }

    /** Sends so many messages and waits until all that was ever acknowledged is at the collector. */
    private void deliver(int messages) throws Exception {
        send(messages);
        collector.await(events -> ids(events).containsAll(acknowledged));
    }

    private void send(int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            acknowledged.add(pump.heartbeat().eventId());
        }
    }

    private static Set<String> ids(List<Event> events) {
        Set<String> ids = new HashSet<>();
        events.forEach(event -> ids.add(event.eventId()));
        return ids;
    }

    private void assertEverythingArrivedOnceAndInOrder() {
        List<Event> events = collector.events();
        assertThat(ids(events)).hasSameSizeAs(events).containsAll(acknowledged);
        Map<ChainId, ChainHead> heads = new HashMap<>();
        for (Event event : events) {
            ChainId chain = ChainId.of(event);
            ChainHead before = heads.getOrDefault(chain, ChainHead.genesis(chain));
            assertThat(before.isFollowedBy(event.sequenceNumber(), event.prevHash()))
                    .isTrue();
            heads.put(chain, before.next(EventHash.of(event.canonical())));
        }
    }

    private String metrics() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void oneOfTwoDies() throws Exception {
        start("20s");
        assertThat(second.batches).hasValue(0);
        first.die();
        deliver(50);
        assertThat(second.batches).hasPositiveValue();
        assertThat(logs.events()).contains("uplink_unavailable");
        assertThat(logs.values("uplink_connection_open", "collector"))
                .first()
                .asString()
                .contains(String.valueOf(first.port));
        assertThat(logs.values("uplink_connection_open", "collector"))
                .last()
                .asString()
                .contains(String.valueOf(second.port));
        assertEverythingArrivedOnceAndInOrder();
    }

    @Test
    void oneOfTwoHangsThenTheOtherOneDoes() throws Exception {
        start("1s");
        first.mode = Mode.HANG;
        deliver(50);
        first.mode = Mode.ANSWER;
        second.mode = Mode.HANG;
        deliver(50);
        assertEverythingArrivedOnceAndInOrder();
    }

    /** Both take batches, so that whoever connects anew must not wait for the word of custody, and no longer than it is told for one that is gone. */
    @Test
    void neitherOfTwoCanTellWhatCustodyHasAndThenOneIsGone() throws Exception {
        start("20s");
        first.mode = Mode.WITHOUT_WORD;
        second.mode = Mode.WITHOUT_WORD;
        restart();
        deliver(50);
        assertThat(logs.events()).contains("custody_not_known");
        int before = first.batches.get();
        second.die();
        restart();
        deliver(50);
        assertThat(first.batches.get()).isGreaterThan(before);
        assertEverythingArrivedOnceAndInOrder();
    }

    private void restart() throws Exception {
        pump.close();
        agent.stop();
        startAgent();
    }

    /** An answer has half a minute to come: only pings find out so early that none will. */
    @Test
    void aBoxOnTheWayForgetsTheConnectionAndSaysSoToNobody() throws Exception {
        prepare();
        ForgetfulBox box = new ForgetfulBox(vertx, first.port);
        fixture.collectors("url: https://127.0.0.1:" + box.port, "answerTimeout: 30s", "pingInterval: 300ms");
        startAgent();
        deliver(20);
        int before = box.connections();
        box.forget();
        deliver(20);
        logs.await("uplink_ping_unanswered");
        assertThat(box.connections()).isGreaterThan(before);
        assertThat(logs.values("uplink_unavailable", "reason"))
                .noneMatch(reason -> reason.contains("no answer within"));
        assertEverythingArrivedOnceAndInOrder();
    }

    @Test
    void receiptsAreLostAndConnectionsCut() throws Exception {
        start("20s");
        first.mode = Mode.LOSE_RECEIPT;
        second.mode = Mode.CUT;
        deliver(20);
        first.mode = Mode.CUT;
        second.mode = Mode.LOSE_RECEIPT;
        deliver(20);
        first.mode = Mode.ANSWER;
        second.mode = Mode.ANSWER;
        deliver(20);
        assertEverythingArrivedOnceAndInOrder();
    }

    @Test
    void theCertificateIsRenewedUnderTrafficAndAWrongOneChangesNothing() throws Exception {
        start("20s");
        Path own = fixture.pki().resolve("agents/gateway-1");
        Path spare = DevelopmentPki.open(fixture.pki())
                .agent(
                        new DevelopmentPki.AgentName("acme", "st-mary", "spare"),
                        List.of(),
                        Validity.starting(Instant.now(), Duration.ofDays(3)));
        replace(spare.resolve("tls.pem"), own.resolve("tls.pem"));
        while (!metrics().contains("wardlog_agent_certificate_reloads_total{outcome=\"refused\",use=\"uplink\"} 1.0")) {
            deliver(5);
        }
        assertThat(first.certificates).hasSize(1);
        replace(spare.resolve("tls.key"), own.resolve("tls.key"));
        while (first.certificates.size() < 2) {
            deliver(5);
        }
        logs.await("certificates_reloaded", 2); // counted before; the connection may be there sooner
        assertThat(metrics())
                .contains("wardlog_agent_certificate_reloads_total{outcome=\"applied\",use=\"uplink\"} 1.0")
                .contains("wardlog_agent_certificate_reloads_total{outcome=\"applied\",use=\"ports\"} 1.0")
                .containsPattern("wardlog_agent_certificate_expiry_timestamp_seconds\\{use=\"uplink\"} 1\\.\\d+E9");
        assertThat(logs.values("certificates_refused", "use")).contains("uplink", "ports");
        assertThat(logs.values("certificates_reloaded", "use")).containsExactlyInAnyOrder("uplink", "ports");
        collector.await(events -> events.stream()
                        .filter(event -> event.eventType().equals("agent.config_changed"))
                        .count()
                >= 4);
        assertEverythingArrivedOnceAndInOrder();
    }

    /** Nobody looked after it, and then the gateway was started again: the ward must not notice. */
    @Test
    void aCertificateThatRanOutKeepsNothingFromBeingRecordedAndANewOneIsEnough() throws Exception {
        start("20s");
        pump.close();
        agent.stop();
        Instant now = Instant.now();
        issue(new Validity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1))));
        assertThat(new CheckConfig(fixture.config()).problems()).as("it starts").isEmpty();
        StringWriter said = new StringWriter();
        assertThat(EdgeAgentMain.commandLine()
                        .setErr(new PrintWriter(said))
                        .execute("check-config", "--config", fixture.configFile.toString()))
                .isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(said.toString()).contains("1 problem").contains("tls.pem is not valid now");
        Set<String> before = ids(collector.events());
        startAgent();
        send(20);
        logs.await("certificate_not_valid_now");
        logs.await("certificate_expires");
        logs.await("uplink_unavailable");
        assertThat(logs.values("certificate_expires", "days")).contains("-1");
        assertThat(metrics()).contains("wardlog_agent_certificate_expiry_timestamp_seconds{use=\"uplink\"}");
        assertThat(ids(collector.events())).as("nothing of it is let in").isEqualTo(before);
        issue(Validity.starting(now, Duration.ofDays(3)));
        deliver(5);
        assertEverythingArrivedOnceAndInOrder();
    }

    /** Gives the agent another certificate and the key of that; with its other key it goes on signing. */
    private void issue(Validity validity) throws IOException {
        Path own = fixture.pki().resolve("agents/gateway-1");
        Map<Path, byte[]> signing = new TreeMap<>();
        for (String file : List.of("signing.key", "signing.pub.pem")) {
            signing.put(own.resolve(file), Files.readAllBytes(own.resolve(file)));
        }
        Path aside =
                Files.move(own, own.resolveSibling("gateway-1." + validity.to().getEpochSecond()));
        assertThat(aside).exists();
        DevelopmentPki.open(fixture.pki())
                .agent(new DevelopmentPki.AgentName("acme", "st-mary", "gateway-1"), List.of("127.0.0.1"), validity);
        for (Map.Entry<Path, byte[]> file : signing.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
    }

    private static void replace(Path from, Path to) throws IOException {
        Path next = Files.copy(from, to.resolveSibling(to.getFileName() + ".new"));
        Files.move(next, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
