package io.wardlog.collector.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.collector.ingest.InFlightBudget;
import io.wardlog.collector.ingest.IngestConfig;
import io.wardlog.collector.ingest.IngestLimits;
import io.wardlog.collector.ingest.IngestMetrics;
import io.wardlog.config.DataSize;
import io.wardlog.config.HostPort;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are replaced under a server that works; every call here is a connection of its own. */
@Timeout(60)
class IngestTlsTest {
    private static final Validity NOW = Validity.starting(Instant.now(), Duration.ofDays(10));

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private DevelopmentPki pki;
    private DevelopmentPki nextPki;
    private Path agent;
    private int port;

    @BeforeEach
    void serve() throws IOException {
        pki = DevelopmentPki.create(directory.resolve("pki"), NOW);
        nextPki = DevelopmentPki.create(directory.resolve("next"), NOW);
        Path own = pki.collector(List.of(), NOW);
        agent = issue(pki, "gateway-1", NOW);
        for (String file : List.of("tls.pem", "tls.key")) {
            replace(own.resolve(file), file);
        }
        replace(pki.caFile(), "ca.pem");
        IngestConfig config = new IngestConfig(
                new HostPort("127.0.0.1", 0),
                directory.resolve("tls.pem"),
                directory.resolve("tls.key"),
                directory.resolve("ca.pem"),
                own.resolve("receipt.key"),
                own.resolve("receipt.pub.pem"),
                new DataSize(1 << 20),
                Duration.ofSeconds(5),
                IngestLimits.NONE);
        IngestTls tls =
                new IngestTls(config, new IngestMetrics(meters, new InFlightBudget(1 << 20)), InstantSource.system());
        HttpServer server = vertx.createHttpServer(tls.apply(new HttpServerOptions()))
                .requestHandler(request -> request.response().end());
        port = server.listen(0, "127.0.0.1").await().actualPort();
        tls.watch(vertx, server);
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    private static Path issue(DevelopmentPki by, String name, Validity validity) throws IOException {
        return by.agent(new DevelopmentPki.AgentName("tenant-a", "hospital-1", name), List.of(), validity);
    }

    private void replace(Path from, String to) throws IOException {
        Path next = Files.copy(from, directory.resolve(to + ".new"));
        Files.move(next, directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The serial number of the server's certificate on a new connection; none when it does not come about. */
    private Optional<BigInteger> connect(Path identity, Path trusted) throws Exception {
        HttpClientAgent client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(trusted.toString()))
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(identity.resolve("tls.pem").toString())
                        .addKeyPath(identity.resolve("tls.key").toString())));
        try {
            HttpClientRequest request = client.request(HttpMethod.GET, port, "localhost", "/")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            request.send().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
            return Optional.of(
                    ((X509Certificate) request.connection().peerCertificates().get(0)).getSerialNumber());
        } catch (java.util.concurrent.ExecutionException refused) {
            return Optional.empty();
        } finally {
            client.close().await();
        }
    }

    private double reloads(String outcome) {
        return meters.get("wardlog.ingest.certificate.reloads")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void aNewPairIsShownWhenItIsWholeAndNobodyIsTurnedAway() throws Exception {
        BigInteger before = connect(agent, pki.caFile()).orElseThrow();
        Path next = issue(pki, "other", Validity.starting(Instant.now(), Duration.ofDays(20)));
        replace(next.resolve("tls.pem"), "tls.pem");
        while (reloads("refused") == 0) {
            assertThat(connect(agent, pki.caFile())).contains(before);
        }
        replace(next.resolve("tls.key"), "tls.key");
        while (reloads("applied") == 0) {
            assertThat(connect(agent, pki.caFile())).isPresent();
        }
        assertThat(connect(agent, pki.caFile())).isPresent().isNotEqualTo(Optional.of(before));
        logs.await("certificates_reloaded"); // counted first
        assertThat(logs.events()).containsSubsequence("certificates_refused", "certificates_reloaded");
        assertThat(meters.get("wardlog.ingest.certificate.expiry.timestamp")
                        .gauge()
                        .value())
                .isGreaterThan(NOW.to().getEpochSecond());
    }

    @Test
    void anotherAuthorityLetsItsOwnAgentsInAndTheOthersNoMore() throws Exception {
        Path newcomer = issue(nextPki, "gateway-1", NOW);
        assertThat(connect(newcomer, pki.caFile())).isEmpty();
        Path both = Files.writeString(
                directory.resolve("both.pem"), Files.readString(pki.caFile()) + Files.readString(nextPki.caFile()));
        replace(both, "ca.pem");
        while (reloads("applied") < 1) {
            assertThat(connect(agent, pki.caFile())).isPresent();
        }
        assertThat(connect(newcomer, pki.caFile())).isPresent();
        assertThat(connect(agent, pki.caFile())).isPresent();
        replace(nextPki.caFile(), "ca.pem");
        while (reloads("applied") < 2) {
            assertThat(connect(newcomer, pki.caFile())).isPresent();
        }
        assertThat(connect(agent, pki.caFile())).isEmpty();
    }

    @Test
    void whoseCertificateIsOverOrNotYetValidIsNotLetIn() throws Exception {
        Instant now = Instant.now();
        Path over = issue(pki, "over", new Validity(now.minus(Duration.ofDays(5)), now.minusSeconds(60)));
        Path early = issue(pki, "early", new Validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(5))));
        assertThat(connect(over, pki.caFile())).isEmpty();
        assertThat(connect(early, pki.caFile())).isEmpty();
        assertThat(connect(agent, pki.caFile())).isPresent();
    }
}
