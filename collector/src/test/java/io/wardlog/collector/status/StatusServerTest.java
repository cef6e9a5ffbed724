package io.wardlog.collector.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.wardlog.collector.role.Readiness;
import io.wardlog.config.HostPort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write((request + "\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
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
}
