package io.wardlog.cli;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/** Opens exports wherever they are. */
final class ExportSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ExportSource() {}

    /** What of a collector's records to ask for; null is everything. */
    record Filter(String tenant, String device, String agent) {}

    /** A file, or standard input for {@code -}; gzip is recognised by its first bytes. */
    static InputStream file(String name) throws IOException {
        // Not Files.newInputStream: on JDK 17 its stream seeks, which a pipe (verify <(curl …)) refuses.
        InputStream raw = name.equals("-") ? System.in : new FileInputStream(name);
        BufferedInputStream in = new BufferedInputStream(raw, 64 << 10);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, 64 << 10) : in;
    }

    /**
     * The export of a collector as it streams.
     *
     * @throws IOException when it does not answer, or with anything but 200; reading throws when the connection ends early
     */
    static InputStream api(URI api, Filter filter) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(exportUri(api, filter))
                .timeout(PATIENCE)
                .header("Accept", "application/x-ndjson")
                .build();
        try {
            HttpResponse<InputStream> response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                response.body().close();
                throw new IOException(request.uri() + " answered with status " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(interrupted);
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
    }

    private static URI exportUri(URI api, Filter filter) {
        if (api.getScheme() == null || !api.getScheme().matches("https?") || api.getHost() == null) {
            throw new IllegalArgumentException("--api needs an http or https address such as http://127.0.0.1:8080");
        }
        String base = api.toString().replaceAll("/+$", "");
        String query = parameter("tenantId", filter.tenant())
                + parameter("deviceId", filter.device())
                + parameter("agentId", filter.agent());
        return URI.create(base + "/v1/export" + (query.isEmpty() ? "" : "?" + query.substring(1)));
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
