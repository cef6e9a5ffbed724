package io.wardlog.collector.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.wardlog.collector.role.Readiness;
import io.wardlog.config.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusServerTest {

    private final Vertx vertx = Vertx.vertx();
    private volatile Readiness ingest = Readiness.notReady("no Kafka");
    private StatusServer server;

    @BeforeEach
    void start() throws Exception {
        server = StatusServer.start(
                vertx,
                new StatusConfig(new HostPort("127.0.0.1", 0)),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> Map.of("ingest", ingest));
    }

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    private String firstLine(String request) throws IOException {
        return firstLine(request, "localhost");
    }

    private String firstLine(String request, String host) throws IOException {
        return answers(request + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .lines()
                .findFirst()
                .orElse("");
    }

    /** Everything that comes until the server closes. */
    private String answers(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void readyOnlyWhenEveryRoleIs() throws Exception {
        assertThat(firstLine("GET /ready HTTP/1.1")).isEqualTo("HTTP/1.1 503 Service Unavailable");
        ingest = Readiness.READY;
        assertThat(firstLine("GET /ready HTTP/1.1")).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void whatIsNotThereAndWhatIsNotAskedIsRefused() throws Exception {
        assertThat(firstLine("GET /else HTTP/1.1")).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(firstLine("DELETE /health HTTP/1.1")).isEqualTo("HTTP/1.1 405 Method Not Allowed");
    }

    /** The server would answer in the version that the request names, with whatever stands in it. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP\0\0/1.1", "XYZ/3.1", "HTTP/2.0"})
    void whatNamesAnotherVersionIsRefusedInOurs(String version) throws Exception {
        assertThat(firstLine("GET /health " + version)).isEqualTo("HTTP/1.1 400 Bad Request");
    }

    /** The body's end cannot be known: what comes next could be that, or a request (RFC 9112 section 6.3). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "gzip, chunked",
                "chunked, gzip",
                "identity",
                "gzip\r\nContent-Length: 0",
                "chunked\r\nContent-Length: 0",
                "chunked\r\nTransfer-Encoding: chunked"
            })
    void aBodyWhoseLengthIsNotSureIsRefusedAndNothingBehindItIsARequest(String coding) throws Exception {
        String head = "GET /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + coding + "\r\n\r\n";
        assertThat(answers(head + "0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .containsOnlyOnce("HTTP/1.");
    }

    @Test
    void aTransferCodingInHttp10IsRefused() throws Exception {
        String head = "GET /health HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(answers(head + "0\r\n\r\n")).contains(" 400 ").containsOnlyOnce("HTTP/1.");
    }

    @Test
    void chunkedIsReadHoweverItIsSpelled() throws Exception {
        assertThat(answers("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    /** A page from elsewhere whose name resolves to loopback could otherwise read what is counted here. */
    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:9465, 200",
        "127.8.0.1:9465, 200",
        "[::1]:9465, 200",
        "collector.example, 403",
        "127.0.0.1.example, 403",
        "localhost.example:9465, 403",
        "192.0.2.7, 403"
    })
    void onlyWhoAsksThisMachineByItsOwnNameIsAnswered(String host, int status) throws Exception {
        assertThat(firstLine("GET /metrics HTTP/1.1", host)).contains(" " + status + " ");
    }

    /** No browser leaves it out. */
    @Test
    void whoNamesNobodyIsAnswered() throws Exception {
        assertThat(answers("GET /health HTTP/1.0\r\n\r\n")).contains(" 200 ");
    }
}
