package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.TestPki;
import io.wardlog.edge.listen.TlsSockets;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged agent on a machine for which Netty has no library: NIO instead of epoll, the JDK's TLS instead of BoringSSL. It takes a message
 * over mutual TLS and forwards it over mutual TLS and HTTP/2.
 */
@Timeout(120)
class WithoutNativesIT {

    private static final String NETTYS_LIBRARIES = "netty-(tcnative-boringssl|transport-native-epoll).*";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void aMessageIsTakenAndForwarded() throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        Path pki = directory.resolve("pki");
        SigningCollector collector = fixture.collector();
        fixture.configure("https://127.0.0.1:9", "https://127.0.0.1:" + serve(pki, collector));
        fixture.configure("tcp: {ports: {plain: \"127.0.0.1:0\"}}", "tcp: {ports: {tls: \"127.0.0.1:0\"}}");
        Path device = DevelopmentPki.open(pki)
                .device("acme", AgentFixture.PUMP, Validity.starting(Instant.now(), Duration.ofDays(1)));
        List<String> flags = new ArrayList<>(AgentProcess.SHORT_LIVED);
        flags.addAll(List.of("-Dio.netty.transport.noNative=true", "-Dio.netty.handler.ssl.noOpenSsl=true"));
        try (AgentProcess agent = AgentProcess.start(fixture, classPath(), flags)) {
            TestPki.Pem own = new TestPki.Pem(device.resolve("tls.pem"), device.resolve("tls.key"));
            try (SSLSocket pump = TlsSockets.connect(
                    TlsSockets.context(pki.resolve("ca.pem"), Optional.of(own)), agent.port("tcps"))) {
                pump.getOutputStream().write((AgentFixture.heartbeat() + "\n").getBytes(StandardCharsets.UTF_8));
                assertThat(ListenFixture.readLine(pump.getInputStream())).contains("\"status\":\"accepted\"");
            }
            collector.await(events ->
                    events.stream().anyMatch(event -> event.eventType().equals("device.heartbeat")));
            assertThat(agent.output()).contains("transport=nio", "tls=JDK");
        }
    }

    /** Everything that is packaged, but what Netty has compiled. */
    private static String classPath() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
            List<String> left = libraries
                    .filter(jar -> !jar.getFileName().toString().matches(NETTYS_LIBRARIES))
                    .map(Path::toString)
                    .collect(Collectors.toList());
            assertThat(left).anyMatch(jar -> jar.contains("netty-handler"));
            left.add(0, "target/classes");
            return String.join(File.pathSeparator, left);
        }
    }

    private int serve(Path pki, SigningCollector collector) {
        Path own = pki.resolve("collector");
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setUseAlpn(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.resolve("tls.pem").toString())
                        .addKeyPath(own.resolve("tls.key").toString()))
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(pki.resolve("ca.pem").toString()));
        return vertx.createHttpServer(options)
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body, collector)))
                .listen()
                .await()
                .actualPort();
    }

    private static void answer(HttpServerRequest request, Buffer body, SigningCollector collector) {
        CompletableFuture<UplinkAnswer> answer = request.method() == HttpMethod.POST
                ? collector.send(OutgoingBatch.of(body.getBytes()))
                : collector.head();
        answer.thenAccept(is -> request.response().end(Buffer.buffer(((UplinkAnswer.Body) is).bytes())));
    }
}
