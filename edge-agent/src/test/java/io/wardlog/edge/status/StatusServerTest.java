package io.wardlog.edge.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.wardlog.config.HostPort;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever asks gets an answer, also when the agent cannot say how it is. */
@Timeout(60)
class StatusServerTest {

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final AgentMetrics metrics = new AgentMetrics();
    private int port;

    /** An agent with a mistake wherever it is asked. */
    private static final class Mistaken implements AgentView {
        @Override
        public String notReady() {
            throw new IllegalStateException("a mistake");
        }

        @Override
        public ObjectNode status() {
            throw new IllegalStateException("a mistake");
        }

        @Override
        public DeviceList devices() {
            throw new IllegalStateException("a mistake");
        }
    }

    @BeforeEach
    void start() throws Exception {
        StatusConfig config =
                new StatusConfig(new HostPort("127.0.0.1", 0), false, Duration.ofMinutes(10), Duration.ofSeconds(45));
        port = new StatusServer(vertx, metrics, new Mistaken())
                .start(config)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aFaultIsAnsweredLoggedAndCounted() throws Exception {
        List<String> paths = List.of("/", "/devices", "/ready", "/status", "/status/devices");
        for (String path : paths) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(500);
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
            assertThat(new ObjectMapper().readTree(answer.body()).path("code").asText())
                    .isEqualTo("internal");
            assertThat(answer.body()).doesNotContain("a mistake");
        }
        assertThat(logs.values("status_failed", "path")).isEqualTo(paths);
        assertThat(get("/metrics").body()).contains("wardlog_agent_status_failed_total 5.0");
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void anotherMethodHearsWhichIsAllowed() throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET");
    }

    /** A page from elsewhere whose name resolves to loopback could otherwise read which devices there are. */
    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:9464, 200",
        "127.0.0.1, 200",
        "127.8.0.1:9464, 200",
        "[::1]:9464, 200",
        "ward.example, 403",
        "127.0.0.1.example, 403",
        "localhost.example:9464, 403",
        "192.0.2.7, 403"
    })
    void onlyWhoAsksThisMachineByItsOwnNameIsAnswered(String host, int status) throws Exception {
        assertThat(statusLine("GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .contains(" " + status + " ");
    }

    /** No browser leaves it out. */
    @Test
    void whoNamesNobodyIsAnswered() throws Exception {
        assertThat(statusLine("GET /health HTTP/1.0\r\n\r\n")).contains(" 200 ");
    }

    private String statusLine(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
