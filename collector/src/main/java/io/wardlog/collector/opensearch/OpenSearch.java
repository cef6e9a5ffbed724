package io.wardlog.collector.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wardlog.collector.tls.TlsContexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.nio.AsyncClientConnectionManager;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.ResponseException;

/** One OpenSearch cluster. Statuses are answers, not exceptions; a connection that fails is an IOException. Thread-safe. */
public final class OpenSearch implements AutoCloseable {

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    /** A disk that is full, or a block that somebody set: 403 or 429, and nothing that a right would help against. */
    private static final String BLOCKED = "cluster_block_exception";

    private static final Timeout CONNECT_WITHIN = Timeout.ofSeconds(5);
    private static final Timeout ANSWER_WITHIN = Timeout.ofSeconds(60);
    private static final int MAX_CONNECTIONS = 10;

    private final ObjectMapper mapper = new ObjectMapper();
    private final OpenSearchTransport transport;
    private final OpenSearchGenericClient client;

    /** What it answered: the HTTP status and the JSON body, missing when there was none. */
    public record Answer(int status, JsonNode body) {

        /** Whether the status is 2xx. */
        public boolean isOk() {
            return status / 100 == 2;
        }

        /** The kind of error that the body names, for the operator. */
        public String error() {
            if (status == 401) {
                return "HTTP 401: OpenSearch does not know this user or certificate; see index.tls and index.user";
            }
            JsonNode error = body.path("error");
            String type =
                    error.isTextual() ? error.asText() : error.path("type").asText("");
            boolean isRefused = status == 403 && !type.equals(BLOCKED);
            return "HTTP " + status + " " + type + (isRefused ? ": OpenSearch lets this user not do it" : "");
        }
    }

    /**
     * A client of a cluster; connects when asked something.
     *
     * @throws IOException when a certificate or key does not read
     */
    public OpenSearch(OpenSearchAccess access) throws IOException {
        URI node = access.node();
        SSLContext tls = access.tls().isPresent() ? TlsContexts.of(access.tls().get()) : defaultContext();
        this.transport = ApacheHttpClient5TransportBuilder.builder(
                        new HttpHost(node.getScheme(), node.getHost(), node.getPort()))
                .setRequestConfigCallback(config -> config.setResponseTimeout(ANSWER_WITHIN))
                .setHttpClientConfigCallback(http -> {
                    access.login().ifPresent(login -> http.addRequestInterceptorLast(new BasicLogin(login)));
                    return http.setConnectionManager(connections(tls));
                })
                .build();
        this.client = new OpenSearchGenericClient(transport);
    }

    /** The server's name is checked by the library itself, not left to the trust manager. */
    private static AsyncClientConnectionManager connections(SSLContext tls) {
        return PoolingAsyncClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(MAX_CONNECTIONS)
                .setMaxConnTotal(MAX_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_WITHIN)
                        .setSocketTimeout(ANSWER_WITHIN)
                        .build())
                .setTlsStrategy(ClientTlsStrategyBuilder.create()
                        .setSslContext(tls)
                        .setHostnameVerifier(HttpsSupport.getDefaultHostnameVerifier())
                        .setHostVerificationPolicy(HostnameVerificationPolicy.BOTH)
                        .buildAsync())
                .build();
    }

    private static SSLContext defaultContext() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JDK has no list of authorities", e);
        }
    }

    /** Sends a JSON body, or none when it is missing ({@link JsonNode#isMissingNode}). */
    public Answer send(String method, String path, Map<String, String> parameters, JsonNode body) throws IOException {
        Body content = body.isMissingNode() ? null : Body.from(mapper.writeValueAsBytes(body), JSON);
        return execute(method, path, parameters, content);
    }

    /** Sends newline-delimited JSON. */
    public Answer sendLines(String path, Map<String, String> parameters, byte[] lines) throws IOException {
        return execute("POST", path, parameters, Body.from(lines, NDJSON));
    }

    private Answer execute(String method, String path, Map<String, String> parameters, Body body) throws IOException {
        try (Response response = client.execute(Requests.create(method, path, List.of(), parameters, body))) {
            byte[] bytes = response.getBody().map(Body::bodyAsBytes).orElse(new byte[0]);
            return new Answer(response.getStatus(), read(response.getStatus(), bytes));
        } catch (IOException e) {
            return thrown(e);
        }
    }

    /** The transport answers with some statuses and throws the others, 401 and 403 in a wrapping; their body ends the message. */
    private Answer thrown(IOException failure) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResponseException answered) {
                String message = answered.getMessage();
                int end = message.indexOf("\n{");
                String body = end < 0 ? "" : message.substring(end + 1);
                return new Answer(answered.status(), read(answered.status(), body.getBytes(StandardCharsets.UTF_8)));
            }
        }
        throw failure;
    }

    /** A proxy's error page is no JSON; its status says enough. An answer of success must be whole. */
    private JsonNode read(int status, byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.missingNode();
        }
        try {
            return mapper.readTree(bytes);
        } catch (IOException e) {
            if (status / 100 == 2) {
                throw e;
            }
            return JsonNodeFactory.instance.missingNode();
        }
    }

    @Override
    public void close() {
        try {
            transport.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
