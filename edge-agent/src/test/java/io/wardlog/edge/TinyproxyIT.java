package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.testkit.LogMemory;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent through a proxy that hospitals run: tinyproxy, open and with Basic authentication, killed and started again. */
@Timeout(120)
class TinyproxyIT {

    private static final String PASSWORD = "tiny-s3cret";

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<String> faults = new ArrayList<>();
    private AgentFixture fixture;
    private SigningCollector collector;
    private CollectorFront front;
    private Process proxy;
    private int proxyPort;
    private EdgeAgent agent;

    @BeforeAll
    static void need() {
        boolean isThere = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "tinyproxy")));
        assumeTrue(isThere, "tinyproxy is missing; install with: apt-get install tinyproxy-bin");
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new AgentFixture(directory.resolve("agent"));
        collector = fixture.collector();
        front = new CollectorFront(vertx, fixture.pki(), collector);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            proxyPort = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (agent != null) {
            agent.stop();
        }
        endProxy();
        vertx.close().await();
        assertThat(faults).isEmpty();
    }

    private void startProxy(String... more) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(List.of(
                "Port " + proxyPort,
                "Listen 127.0.0.1",
                "Timeout 600",
                "MaxClients 20",
                "Allow 127.0.0.1",
                "ConnectPort " + front.port,
                "LogLevel Connect",
                "LogFile \"" + directory.resolve("proxy.log") + "\""));
        lines.addAll(List.of(more));
        Path config = Files.write(directory.resolve("tinyproxy.conf"), lines);
        proxy = new ProcessBuilder("tinyproxy", "-d", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("proxy.out").toFile())
                .start();
        awaitProxy();
    }

    /** A program of another hand says nothing when it listens: asking is the only way to know. */
    private void awaitProxy() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 200 && proxy.isAlive(); attempt++) {
            try (Socket probe = new Socket("127.0.0.1", proxyPort)) {
                assertThat(probe.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                proxy.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new AssertionError("tinyproxy does not listen: " + Files.readString(directory.resolve("proxy.out")));
    }

    private void endProxy() throws InterruptedException {
        if (proxy != null) {
            proxy.destroyForcibly().waitFor();
        }
    }

    private void startAgent(String... proxyLines) throws Exception {
        List<String> lines = new ArrayList<>(
                List.of("url: https://localhost:" + front.port, "answerTimeout: 2s", "connectTimeout: 1s"));
        lines.add("proxy:");
        lines.add("  address: 127.0.0.1:" + proxyPort);
        lines.addAll(List.of(proxyLines));
        fixture.collectors(lines.toArray(String[]::new));
        agent = new EdgeAgent(
                fixture.config(),
                (own, tls) -> new Http2Uplink(own, fixture.config().collector(), tls),
                (event, cause) -> faults.add(event));
        agent.start();
    }

    private Set<String> send(int messages) throws IOException {
        Set<String> ids = new HashSet<>();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            for (int i = 0; i < messages; i++) {
                ids.add(pump.heartbeat().eventId());
            }
        }
        return ids;
    }

    private void awaitOnce(Set<String> acknowledged) throws InterruptedException {
        collector.await(events -> events.stream()
                        .filter(event -> acknowledged.contains(event.eventId()))
                        .count()
                == acknowledged.size());
    }

    private String status() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + "/status");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String proxyLog() throws IOException {
        return Files.readString(directory.resolve("proxy.log"));
    }

    @Test
    void everythingArrivesThroughAProxyThatIsKilledAndComesBack() throws Exception {
        startProxy();
        startAgent();
        Set<String> acknowledged = send(50);
        awaitOnce(acknowledged);
        assertThat(proxyLog()).contains("CONNECT localhost:" + front.port);
        endProxy();
        acknowledged.addAll(send(50));
        startProxy();
        awaitOnce(acknowledged);
        acknowledged.addAll(send(10));
        awaitOnce(acknowledged);
    }

    @Test
    void aProxyWithAPasswordLetsThroughWhoKnowsIt() throws Exception {
        startProxy("BasicAuth agent " + PASSWORD);
        Path file = Files.writeString(directory.resolve("password"), "wrong");
        startAgent("  user: agent", "  passwordFile: " + file);
        Set<String> acknowledged = send(50);
        String status = status();
        while (!status.contains("status: 401")
                && !status.contains("status: 407")) { // the test's own time limit ends it
            status = status();
        }
        assertThat(status).doesNotContain("wrong");
        assertThat(logs.values("uplink_unavailable", "reason"))
                .anyMatch(reason -> reason.contains("status: 401") || reason.contains("status: 407"));
        assertThat(collector.events()).isEmpty();
        Files.writeString(file, PASSWORD);
        awaitOnce(acknowledged);
        assertThat(proxyLog()).doesNotContain(PASSWORD);
    }
}
