package io.wardlog.edge.listen;

import static io.wardlog.edge.listen.ListenFixture.MAX_CONNECTIONS;
import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.readLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.listen.tcp.TcpConfig;
import io.wardlog.edge.listen.tcp.TcpListeners;
import io.wardlog.error.ErrorCode;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Strangers take every connection that there may be, and more, and say nothing. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class ConnectionFloodTest {

    private static final int BEYOND = 30;

    @Test
    void whoIsConnectedIsServedAndTheSilentGiveWay(@TempDir Path directory, @ProvidedBy(DeviceVertx.class) Vertx vertx)
            throws Exception {
        Duration soon = Duration.ofSeconds(2);
        try (ListenFixture fixture = new ListenFixture(directory)
                        .start(
                                vertx,
                                with -> TcpListeners.create(
                                        vertx,
                                        new TcpConfig(with.ports, false, soon, Duration.ofMinutes(1), 4),
                                        Optional.of(with.tls),
                                        with.services));
                Socket device = connected(fixture, PUMP)) {
            List<Socket> silent = new ArrayList<>();
            for (int i = 1; i < MAX_CONNECTIONS + BEYOND; i++) {
                silent.add(fixture.connect("tcp"));
            }
            served(device);
            for (Socket stranger : silent) { // told that its time is over, or turned away at once
                readLine(stranger.getInputStream());
                stranger.close();
            }
            served(device);
            int timedOut = refused(fixture, ErrorCode.TIMED_OUT);
            assertThat(timedOut).isGreaterThanOrEqualTo(MAX_CONNECTIONS - 1);
            assertThat(timedOut + refused(fixture, ErrorCode.BUSY)).isEqualTo(silent.size());
            assertThat(fixture.memory.held()).isZero();
            try (Socket other = connected(fixture, OTHER)) {
                served(other);
            }
        }
    }

    private static int refused(ListenFixture fixture, ErrorCode code) {
        return fixture.metrics.counts.getOrDefault("refused." + code.code(), 0);
    }

    private static Socket connected(ListenFixture fixture, String deviceId) throws IOException {
        Socket socket = fixture.connect("tcp");
        send(socket, "{\"hello\":{\"deviceId\":\"" + deviceId + "\",\"password\":\"" + TOKEN + "\"}}");
        served(socket);
        return socket;
    }

    private static void served(Socket device) throws IOException {
        send(device, "{}");
        assertThat(readLine(device.getInputStream())).contains("accepted");
    }

    private static void send(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
