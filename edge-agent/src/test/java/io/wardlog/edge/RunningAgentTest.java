package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.config.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RunningAgentTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"agentId\":"})
    void whoTakesAConnectionAndDoesNotFinishItsAnswerIsWaitedForInBoundedTime(String half) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostPort at = new HostPort("127.0.0.1", server.getLocalPort());
            CompletableFuture<Socket> taken = CompletableFuture.supplyAsync(() -> begin(server, half));

            assertThatThrownBy(() -> RunningAgent.ask(at, "/status", Duration.ofMillis(500)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(at + " takes a connection and does not answer within 500 ms");
            taken.get().close();
        }
    }

    private static Socket begin(ServerSocket server, String half) {
        try {
            Socket taken = server.accept();
            taken.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            return taken;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void whereNobodyListensNobodyAnswers() throws Exception {
        HostPort at;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            at = new HostPort("127.0.0.1", server.getLocalPort());
        }
        assertThat(RunningAgent.ask(at)).isEmpty();
    }
}
