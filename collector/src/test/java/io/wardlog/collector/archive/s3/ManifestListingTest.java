package io.wardlog.collector.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestName;
import io.wardlog.collector.archive.ManifestReading;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests it takes to find where an archive of many manifests goes on, counted by a store that speaks S3. */
class ManifestListingTest {
    private static final ArchivedPartition SOURCE = new ArchivedPartition("wardlog.events.v1", "topic-id", 0);
    private static final String FOLDER = "manifests/wardlog.events.v1/topic-id/0/";
    private static final InstantSource LONG_AFTER = InstantSource.fixed(Instant.parse("2027-01-01T00:00:00Z"));
    private static final int MANIFESTS = 30_000;
    private static final int EACH = 700;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final NavigableMap<String, Manifest> objects = new TreeMap<>();
    private final AtomicInteger lists = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        for (long i = 0; i < MANIFESTS; i++) {
            put(new Manifest(SOURCE, i * EACH, (i + 1) * EACH, List.of()));
        }
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void theLastManifestIsFoundInFewRequests() throws Exception {
        try (S3Archive archive = archive()) {
            assertThat(archive.furthest(SOURCE))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            ManifestReading.Read.class,
                            read -> assertThat(read.manifest().next()).isEqualTo((long) MANIFESTS * EACH));
            assertThat(lists.get()).as("of 30 pages").isLessThanOrEqualTo(16);
            assertThat(reads.get()).isEqualTo(1);
        }
    }

    /** A page of names that hold something else is passed over, by name and loudly. */
    @Test
    void theLastThatCanBeReadIsFoundBehindManyThatCannot() throws Exception {
        Manifest other = new Manifest(SOURCE, 0, 1, List.of());
        for (long i = MANIFESTS; i < MANIFESTS + 3; i++) {
            Manifest claimed = new Manifest(SOURCE, i * EACH * 1_000, (i + 1) * EACH * 1_000, List.of());
            objects.put(FOLDER + ManifestName.of(claimed, UUID.randomUUID()), other);
        }
        try (S3Archive archive = archive()) {
            List<ManifestReading> readings = archive.furthest(SOURCE);
            assertThat(readings).hasSize(4);
            assertThat(readings.subList(0, 3)).allMatch(ManifestReading.Corrupt.class::isInstance);
            assertThat(readings.get(3))
                    .isInstanceOfSatisfying(
                            ManifestReading.Read.class,
                            read -> assertThat(read.manifest().next()).isEqualTo((long) MANIFESTS * EACH));
        }
    }

    private void put(Manifest manifest) {
        objects.put(FOLDER + ManifestName.of(manifest, UUID.randomUUID()), manifest);
    }

    private S3Archive archive() throws Exception {
        URI store = URI.create("http://127.0.0.1:" + server.actualPort());
        return LoopbackArchive.open(store, Duration.ofDays(1), LONG_AFTER, directory);
    }

    private void answer(HttpServerRequest request) {
        String query = request.query() == null ? "" : request.query();
        if (request.method().name().equals("HEAD")) {
            request.response()
                    .putHeader("last-modified", "Mon, 23 Nov 2026 05:31:06 GMT")
                    .end();
        } else if (query.startsWith("versioning")) {
            xml(request, "VersioningConfiguration", "<Status>Enabled</Status>");
        } else if (query.startsWith("object-lock")) {
            xml(request, "ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>");
        } else if (request.getParam("versionId") != null) {
            reads.incrementAndGet();
            String name = request.path().substring("/wardlog/".length());
            request.response().end(new String(objects.get(name).toJson(), StandardCharsets.UTF_8));
        } else {
            lists.incrementAndGet();
            list(request);
        }
    }

    private void list(HttpServerRequest request) {
        String prefix = request.getParam("prefix");
        String marker = request.getParam("key-marker");
        int most = request.getParam("max-keys") == null ? 1_000 : Integer.parseInt(request.getParam("max-keys"));
        boolean isFromStart = marker == null || marker.compareTo(prefix) < 0;
        StringBuilder content = new StringBuilder("<Name>wardlog</Name>");
        int count = 0;
        String last = "";
        boolean isTruncated = false;
        for (String name :
                objects.tailMap(isFromStart ? prefix : marker, isFromStart).keySet()) {
            if (!name.startsWith(prefix)) {
                break;
            }
            if (count == most) {
                isTruncated = true;
                break;
            }
            count++;
            last = name;
            content.append("<Version><Key>")
                    .append(name)
                    .append("</Key><VersionId>v1</VersionId><IsLatest>true</IsLatest>")
                    .append("<LastModified>2026-11-23T05:31:06.000Z</LastModified><ETag>e</ETag><Size>10</Size>")
                    .append("<StorageClass>STANDARD</StorageClass></Version>");
        }
        content.append("<IsTruncated>").append(isTruncated).append("</IsTruncated>");
        if (isTruncated) {
            content.append("<NextKeyMarker>").append(last).append("</NextKeyMarker>");
            content.append("<NextVersionIdMarker>v1</NextVersionIdMarker>");
        }
        xml(request, "ListVersionsResult", content.toString());
    }

    private static void xml(HttpServerRequest request, String name, String content) {
        request.response()
                .putHeader("content-type", "application/xml")
                .end("<?xml version=\"1.0\" encoding=\"UTF-8\"?><" + name
                        + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + content + "</" + name + ">");
    }
}
