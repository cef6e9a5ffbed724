package io.wardlog.collector.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.wardlog.collector.index.EventIndex;
import io.wardlog.collector.index.opensearch.OpenSearchIndex;
import io.wardlog.collector.testkit.TlsFront;
import io.wardlog.collector.tls.ClientTls;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the client of OpenSearch and a server with TLS know each other. */
class OpenSearchTlsTest {
    @TempDir
    static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static TlsFront front;
    private static Path ca;
    private static Path otherCa;
    private static Path own;
    private static HttpServer backend;
    private static volatile int answer = 200;
    private static volatile String error = "";

    @BeforeAll
    static void start() throws Exception {
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        own = pki.collector(List.of(), validity);
        pki.device("tenant-a", "wardlog-index", validity);
        ca = pki.caFile();
        DevelopmentPki other = DevelopmentPki.create(directory.resolve("other"), validity);
        other.device("tenant-a", "wardlog-index", validity);
        otherCa = other.caFile();
        backend = VERTX.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(answer)
                        .putHeader("content-type", "application/json")
                        .end("{\"path\":\"" + request.path() + "\",\"error\":{\"type\":\"" + error + "\"}}"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        front = new TlsFront(VERTX, own, ca, backend.actualPort());
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aCertificateOfTheAuthorityIsShownAndTaken() throws Exception {
        try (OpenSearch client = client("localhost", ca, Optional.of("pki"), Optional.empty())) {
            assertThat(ask(client).body().path("path").asText()).isEqualTo("/_cat");
        }
        assertThat(front.callers()).contains("CN=wardlog-index");
    }

    @Test
    void withoutCertificateAndPasswordTheAnswerSaysWhatIsMissing() throws Exception {
        try (OpenSearch client = client("localhost", ca, Optional.empty(), Optional.empty())) {
            OpenSearch.Answer answer = ask(client);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.error()).contains("index.tls", "index.user");
        }
    }

    /** The role index says the reason at {@code /ready}, and asks again until it may. */
    @Test
    void whoIsNotKnownOrMayNotIsToldSoAndTakenWhenHeMay() throws Exception {
        try (OpenSearch unknown = client("localhost", ca, Optional.empty(), Optional.empty());
                OpenSearch known = client("localhost", ca, Optional.of("pki"), Optional.empty())) {
            assertUnavailable(
                    unknown,
                    "HTTP 401: OpenSearch does not know this user or certificate; see index.tls and index.user");
            answer = 403;
            error = "security_exception";
            assertUnavailable(known, "HTTP 403 security_exception: OpenSearch lets this user not do it");
            answer = 200;
            assertThat(ask(known).status()).isEqualTo(200);
        }
    }

    /** A cluster that is read-only as a whole answers 403, too; it is no matter of rights. */
    @Test
    void aClusterThatIsBlockedIsNotTakenForAMissingRight() throws Exception {
        try (OpenSearch known = client("localhost", ca, Optional.of("pki"), Optional.empty())) {
            answer = 403;
            error = "cluster_block_exception";
            assertUnavailable(known, "the index template cannot be put: HTTP 403 cluster_block_exception");
        } finally {
            answer = 200;
        }
    }

    private static void assertUnavailable(OpenSearch client, String reason) {
        assertThat(new OpenSearchIndex(client).store(List.of()))
                .isInstanceOfSatisfying(
                        EventIndex.Stored.Unavailable.class,
                        it -> assertThat(it.reason()).endsWith(reason));
    }

    @Test
    void aPasswordIsReadAnewForEachRequest() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "first\n");
        try (OpenSearch client = client(
                "127.0.0.1", ca, Optional.empty(), Optional.of(new OpenSearchAccess.Login("wardlog-api", file)))) {
            front.know("wardlog-api", "first");
            assertThat(ask(client).status()).isEqualTo(200);
            front.know("wardlog-api", "second");
            assertThat(ask(client).status()).isEqualTo(401);
            Files.writeString(file, "second\n");
            assertThat(ask(client).status()).isEqualTo(200);
            Files.delete(file);
            assertThatThrownBy(() -> ask(client)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsNotTrusted() throws Exception {
        try (OpenSearch client = client("localhost", otherCa, Optional.empty(), Optional.empty())) {
            assertThatThrownBy(() -> ask(client)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void aCertificateForAnotherNameIsNotTrusted() throws Exception {
        try (TlsFront elsewhere = new TlsFront(VERTX, own, ca, backend.actualPort(), "127.0.0.2");
                OpenSearch client = client("127.0.0.2", elsewhere.port(), ca, Optional.empty(), Optional.empty())) {
            assertThatThrownBy(() -> ask(client))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("subject alternative names");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotTaken() throws Exception {
        try (OpenSearch client = client("localhost", ca, Optional.of("other"), Optional.empty())) {
            assertThatThrownBy(() -> ask(client)).isInstanceOf(IOException.class);
        }
    }

    private static OpenSearch client(
            String host, Path authority, Optional<String> pki, Optional<OpenSearchAccess.Login> login)
            throws IOException {
        return client(host, front.port(), authority, pki, login);
    }

    private static OpenSearch client(
            String host, int port, Path authority, Optional<String> pki, Optional<OpenSearchAccess.Login> login)
            throws IOException {
        Optional<Path> files =
                pki.map(folder -> directory.resolve(folder).resolve("devices").resolve("wardlog-index"));
        ClientTls tls = new ClientTls(
                authority, files.map(each -> each.resolve("tls.pem")), files.map(each -> each.resolve("tls.key")));
        return new OpenSearch(
                new OpenSearchAccess(URI.create("https://" + host + ":" + port), Optional.of(tls), login));
    }

    private static OpenSearch.Answer ask(OpenSearch client) throws IOException {
        return client.send("GET", "/_cat", Map.of(), MissingNode.getInstance());
    }
}
