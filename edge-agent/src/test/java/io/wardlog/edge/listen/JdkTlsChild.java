package io.wardlog.edge.listen;

import io.vertx.core.Vertx;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.wardlog.edge.listen.tcp.TcpConfig;
import io.wardlog.edge.listen.tcp.TcpListeners;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** A process in which BoringSSL does not load: a device shows its certificate, sends a line, and the answer is printed. */
final class JdkTlsChild {

    private JdkTlsChild() {}

    public static void main(String[] args) throws Exception {
        System.out.println("openssl " + OpenSSLEngineOptions.isAvailable());
        Path directory = Path.of(args[0]);
        Vertx vertx = Vertx.vertx();
        ListenFixture fixture = new ListenFixture(directory)
                .start(
                        vertx,
                        f -> TcpListeners.create(
                                vertx,
                                new TcpConfig(f.ports, false, Duration.ofSeconds(10), Duration.ofSeconds(30), 8),
                                Optional.of(f.tls),
                                f.services));
        TestPki.Pem pump = fixture.pki.device(directory, ListenFixture.PUMP, ListenFixture.URI + ListenFixture.PUMP);
        try (SSLSocket socket = TlsSockets.connect(
                TlsSockets.context(fixture.tls.deviceCa(), Optional.of(pump)), fixture.port("tcps"))) {
            socket.getOutputStream().write("{}\n".getBytes(StandardCharsets.UTF_8));
            System.out.println(ListenFixture.readLine(socket.getInputStream()));
            System.out.println(fixture.acceptor.await(1).get(0).device().auth());
        }
        fixture.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }
}
