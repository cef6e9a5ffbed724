package io.wardlog.collector.archive.s3;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A store that speaks S3, takes every lock without a word, and then keeps it or does something else. In memory, on loopback. */
final class CarelessStore implements AutoCloseable {
    private static final String VERSION = "first";
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Vertx vertx = Vertx.vertx();
    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final HttpServer server;
    private volatile Function<String, Keeping> keeping = name -> Keeping.AS_ASKED;

    /** What becomes of a lock that the store was asked for. */
    enum Keeping {
        AS_ASKED,
        A_MINUTE_LESS,
        GOVERNANCE,
        NONE,
        /** The version that is newest now is locked, which is another than the one that was stored. */
        OF_ANOTHER_VERSION
    }

    private record Stored(byte[] bytes, Instant at, String until) {}

    CarelessStore() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** From now on objects are locked so, by their name. */
    void keeps(Function<String, Keeping> how) {
        keeping = how;
    }

    /** How many objects have a name that begins so. */
    long count(String prefix) {
        return objects.keySet().stream().filter(name -> name.startsWith(prefix)).count();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        String name = path.replaceFirst("^/wardlog/?", "");
        switch (request.method().name()) {
            case "PUT" -> put(request, name, body);
            case "HEAD" -> head(request, name);
            default -> get(request, name);
        }
    }

    private void put(HttpServerRequest request, String name, Buffer body) {
        if (request.params().contains("retention")) {
            String until = body.toString().replaceAll("(?s).*<RetainUntilDate>(.*)</RetainUntilDate>.*", "$1");
            objects.computeIfPresent(name, (key, before) -> new Stored(before.bytes(), before.at(), until));
        } else {
            String until = request.getHeader("x-amz-object-lock-retain-until-date");
            objects.put(name, new Stored(body.getBytes(), Instant.now(), until));
        }
        request.response()
                .putHeader("etag", "\"e\"")
                .putHeader("x-amz-version-id", VERSION)
                .end();
    }

    private void head(HttpServerRequest request, String name) {
        HttpServerResponse response = request.response();
        Stored stored = objects.get(name);
        if (stored != null) {
            response.putHeader("last-modified", HTTP.format(stored.at()))
                    .putHeader("etag", "\"e\"")
                    .putHeader("content-length", Integer.toString(stored.bytes().length));
        }
        response.end();
    }

    private void get(HttpServerRequest request, String name) {
        if (request.params().contains("versioning")) {
            xml(request, "VersioningConfiguration", "<Status>Enabled</Status>");
        } else if (request.params().contains("object-lock")) {
            xml(request, "ObjectLockConfiguration", "<ObjectLockEnabled>Enabled</ObjectLockEnabled>");
        } else if (request.params().contains("uploads")) {
            xml(
                    request,
                    "ListMultipartUploadsResult",
                    "<Bucket>wardlog</Bucket><MaxUploads>1000</MaxUploads><IsTruncated>false</IsTruncated>");
        } else if (request.params().contains("retention")) {
            retention(request, name);
        } else if (request.params().contains("versions")) {
            versions(request);
        } else {
            request.response()
                    .putHeader("etag", "\"e\"")
                    .end(Buffer.buffer(objects.get(name).bytes()));
        }
    }

    private void retention(HttpServerRequest request, String name) {
        Instant asked = Instant.parse(objects.get(name).until());
        switch (keeping.apply(name)) {
            case AS_ASKED -> lock(request, "COMPLIANCE", asked);
            case A_MINUTE_LESS -> lock(request, "COMPLIANCE", asked.minusSeconds(60));
            case GOVERNANCE -> lock(request, "GOVERNANCE", asked);
            case NONE -> noLock(request);
            case OF_ANOTHER_VERSION -> {
                if (VERSION.equals(request.getParam("versionId"))) {
                    noLock(request);
                } else {
                    lock(request, "COMPLIANCE", asked);
                }
            }
        }
    }

    private static void lock(HttpServerRequest request, String mode, Instant until) {
        xml(
                request,
                "Retention",
                "<Mode>" + mode + "</Mode><RetainUntilDate>" + ISO.format(until) + "</RetainUntilDate>");
    }

    private static void noLock(HttpServerRequest request) {
        request.response()
                .setStatusCode(404)
                .putHeader("content-type", "application/xml")
                .end("<Error><Code>NoSuchObjectLockConfiguration</Code><Message>none</Message></Error>");
    }

    private void versions(HttpServerRequest request) {
        String prefix = request.getParam("prefix");
        String behind = request.getParam("key-marker");
        String delimiter = request.getParam("delimiter");
        Set<String> folders = new TreeSet<>();
        StringBuilder content = new StringBuilder("<Name>wardlog</Name><IsTruncated>false</IsTruncated>");
        objects.tailMap(prefix, true).forEach((name, stored) -> {
            if (!name.startsWith(prefix) || (behind != null && name.compareTo(behind) <= 0)) {
                return;
            }
            int end = name.indexOf('/', prefix.length());
            if (end >= 0 && "/".equals(delimiter)) {
                folders.add(name.substring(0, end + 1));
            } else {
                content.append(version(name, stored));
            }
        });
        folders.forEach(folder -> content.append("<CommonPrefixes><Prefix>" + folder + "</Prefix></CommonPrefixes>"));
        xml(request, "ListVersionsResult", content.toString());
    }

    private static String version(String name, Stored stored) {
        return "<Version><Key>" + name + "</Key><VersionId>" + VERSION + "</VersionId><IsLatest>true</IsLatest>"
                + "<LastModified>" + ISO.format(stored.at()) + "</LastModified><ETag>e</ETag><Size>"
                + stored.bytes().length + "</Size><StorageClass>STANDARD</StorageClass></Version>";
    }

    private static void xml(HttpServerRequest request, String name, String content) {
        request.response()
                .putHeader("content-type", "application/xml")
                .end("<?xml version=\"1.0\" encoding=\"UTF-8\"?><" + name
                        + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + content + "</" + name + ">");
    }

    @Override
    public void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
