package io.wardlog.collector.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.wardlog.collector.archive.RetentionConfig;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.S3Config.Encryption;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.config.DataSize;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the requests that store an object, seen by a server: no gateway at hand takes every kind of encryption. */
class S3WireTest {
    private static final String XMLNS = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private static final int PART = 5 << 20;

    @TempDir
    static Path directory;

    private static final Vertx VERTX = Vertx.vertx();
    private static final Map<String, Map<String, String>> SEEN = new ConcurrentHashMap<>();
    private static HttpServer server;
    private static Path ca;
    private static volatile long bytes;

    @BeforeAll
    static void start() throws Exception {
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        Path own = pki.collector(List.of(), validity);
        ca = pki.caFile();
        server = VERTX.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(own.resolve("tls.pem").toString())
                                .addKeyPath(own.resolve("tls.key").toString())))
                .requestHandler(request -> request.body().onSuccess(body -> answer(request)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, 1000, PUT",
        "SSE_S3, 1000, PUT",
        "SSE_KMS, 1000, PUT",
        "SSE_S3, 6000000, POST uploads",
        "SSE_KMS, 6000000, POST uploads"
    })
    void theRequestAsksForLockAndEncryption(Encryption encryption, int size, String storing) throws Exception {
        SEEN.clear();
        bytes = size;
        S3Config config = config(encryption);
        try (S3Archive archive = new S3Archive(
                new S3Bucket(S3Clients.create(config), config, InstantSource.system()),
                WorkDirectory.emptied(directory.resolve("work")))) {
            archive.putFile("events/a.parquet", Files.write(directory.resolve("local"), new byte[size]));
        }
        Map<String, String> headers = SEEN.get(storing);
        assertThat(headers)
                .containsEntry("x-amz-object-lock-mode", "COMPLIANCE")
                .containsKey("x-amz-object-lock-retain-until-date");
        assertThat(headers.get("x-amz-server-side-encryption"))
                .isEqualTo(
                        switch (encryption) {
                            case NONE -> null;
                            case SSE_S3 -> "AES256";
                            case SSE_KMS -> "aws:kms";
                        });
        assertThat(headers.get("x-amz-server-side-encryption-aws-kms-key-id"))
                .isEqualTo(encryption == Encryption.SSE_KMS ? "hospital-key" : null);
        assertThat(headers.get("authorization")).startsWith("AWS4-HMAC-SHA256 Credential=AKIDWIRE/");
    }

    private static S3Config config(Encryption encryption) throws Exception {
        Path credentials = Files.writeString(
                directory.resolve("credentials"),
                "[default]\naws_access_key_id=AKIDWIRE\naws_secret_access_key=secretsecret\n");
        return new S3Config(
                URI.create("https://localhost:" + server.actualPort()),
                "wardlog",
                "us-east-1",
                "",
                Optional.of(credentials),
                "default",
                Optional.of(ca),
                false,
                encryption,
                encryption == Encryption.SSE_KMS ? Optional.of("hospital-key") : Optional.empty(),
                new DataSize(PART),
                new RetentionConfig(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1), Optional.empty()));
    }

    /** As a store answers that keeps what it is told. */
    private static void answer(HttpServerRequest request) {
        String query = request.query() == null ? "" : request.query().replaceAll("=.*", "");
        String what = (request.method() + " " + query).strip();
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
        SEEN.put(what, headers);
        HttpServerResponse response = request.response()
                .putHeader("etag", "\"d41d8cd98f00b204e9800998ecf8427e\"")
                .putHeader("x-amz-version-id", "v1")
                .putHeader("last-modified", "Mon, 23 Nov 2026 05:31:06 GMT");
        if (what.startsWith("HEAD")) {
            response.putHeader("content-length", Long.toString(bytes)).end();
            return;
        }
        response.putHeader("content-type", "application/xml")
                .end(
                        switch (what) {
                            case "GET versioning" -> xml("VersioningConfiguration", "<Status>Enabled</Status>");
                            case "GET object-lock" ->
                                xml("ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>");
                            case "GET retention", "GET versionId" ->
                                xml(
                                        "Retention",
                                        "<Mode>COMPLIANCE</Mode><RetainUntilDate>2099-01-01T00:00:00.000Z</RetainUntilDate>");
                            case "POST uploads" ->
                                xml(
                                        "InitiateMultipartUploadResult",
                                        "<Bucket>wardlog</Bucket><Key>events/a.parquet</Key><UploadId>u1</UploadId>");
                            case "POST uploadId" ->
                                xml(
                                        "CompleteMultipartUploadResult",
                                        "<Location>here</Location><Bucket>wardlog</Bucket><Key>events/a.parquet</Key><ETag>e</ETag>");
                            case "GET uploads", "GET max-uploads", "GET delimiter" ->
                                xml(
                                        "ListMultipartUploadsResult",
                                        "<Bucket>wardlog</Bucket><MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated>");
                            default -> "";
                        });
    }

    private static String xml(String name, String content) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><" + name + XMLNS + ">" + content + "</" + name + ">";
    }
}
