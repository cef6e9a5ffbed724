package io.wardlog.edge.listen;

import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.URI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.listen.mqtt.MqttConfig;
import io.wardlog.edge.listen.mqtt.MqttListeners;
import io.wardlog.edge.listen.tcp.TcpConfig;
import io.wardlog.edge.listen.tcp.TcpListeners;
import io.wardlog.event.AuthMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others wrote, as a hospital would use them. */
@ExtendWith(VertxExtension.class)
@Timeout(120)
class RealClientsIT {

    private static final String TOPIC = "wardlog/v1/pump-1/infusion.started";

    @TempDir
    Path directory;

    private ListenFixture fixture;

    @AfterEach
    void stop() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void mosquittoPublishesWithEachQualityOfService(String version, @ProvidedBy(DeviceVertx.class) Vertx vertx)
            throws Exception {
        needs("mosquitto_pub", "mosquitto-clients");
        startMqtt(vertx);
        for (int qos = 0; qos <= 2; qos++) {
            String output = mosquitto(
                    List.of("-p", port("mqtt"), "-V", version, "-u", PUMP, "-P", TOKEN, "-q", String.valueOf(qos)));
            assertThat(output).isEmpty();
        }
        assertThat(fixture.acceptor.await(3))
                .hasSize(3)
                .allSatisfy(arrival -> assertThat(FakeAcceptor.text(arrival)).isEqualTo("{\"n\":1}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv5"})
    void aRetainedMessageWithAWillIsAMessage(String version, @ProvidedBy(DeviceVertx.class) Vertx vertx)
            throws Exception {
        needs("mosquitto_pub", "mosquitto-clients");
        startMqtt(vertx);
        List<String> options =
                new ArrayList<>(List.of("-p", port("mqtt"), "-V", version, "-u", PUMP, "-P", TOKEN, "-q", "2", "-r"));
        options.addAll(List.of("--will-topic", "wardlog/v1/pump-1/device.disconnected", "--will-payload", "{}"));
        assertThat(mosquitto(options)).isEmpty();
        assertThat(fixture.acceptor.await(1)).hasSize(1);
    }

    @Test
    void mosquittoPublishesOverTlsWithItsCertificate(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        needs("mosquitto_pub", "mosquitto-clients");
        startMqtt(vertx);
        TestPki.Pem pem = fixture.pki.device(directory, PUMP, URI + PUMP);
        String output = mosquitto(List.of(
                "-p",
                port("mqtts"),
                "-V",
                "mqttv5",
                "-q",
                "1",
                "--cafile",
                fixture.tls.deviceCa().toString(),
                "--cert",
                pem.certificate().toString(),
                "--key",
                pem.key().toString()));
        assertThat(output).isEmpty();
        assertThat(fixture.acceptor.await(1).get(0).device().auth()).isEqualTo(AuthMethod.MTLS);
    }

    @Test
    void mosquittoIsToldThatItsTokenIsWrong(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        needs("mosquitto_pub", "mosquitto-clients");
        startMqtt(vertx);
        assertThat(mosquitto(List.of("-p", port("mqtt"), "-u", PUMP, "-P", "wrong", "-q", "1")))
                .contains("bad user name or password");
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    @Test
    void netcatGetsAnAnswerToEachLine(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        needs("nc", "netcat-openbsd");
        startTcp(vertx);
        String output = ListenFixture.run(
                List.of("nc", "-N", "127.0.0.1", port("tcp")),
                "{\"hello\":{\"deviceId\":\"pump-1\",\"password\":\"" + TOKEN + "\"}}\n{\"n\":1}\n{\"n\":2}\n");
        assertThat(output.lines()).hasSize(2).allMatch(line -> line.startsWith("{\"status\":\"accepted\""));
    }

    @Test
    void opensslSendsLinesOverTls(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        needs("openssl", "openssl");
        startTcp(vertx);
        TestPki.Pem pem = fixture.pki.device(directory, PUMP, URI + PUMP);
        Process client = new ProcessBuilder(
                        "openssl",
                        "s_client",
                        "-quiet",
                        "-verify_return_error",
                        "-connect",
                        "127.0.0.1:" + port("tcps"),
                        "-CAfile",
                        fixture.tls.deviceCa().toString(),
                        "-cert",
                        pem.certificate().toString(),
                        "-key",
                        pem.key().toString())
                .redirectError(directory.resolve("openssl.log").toFile())
                .start();
        try {
            client.getOutputStream().write("{\"n\":1}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            client.getOutputStream().flush();
            assertThat(ListenFixture.readLine(client.getInputStream())).startsWith("{\"status\":\"accepted\"");
        } finally {
            client.destroy();
        }
    }

    private void startMqtt(Vertx vertx) throws Exception {
        fixture = new ListenFixture(directory)
                .start(
                        vertx,
                        f -> MqttListeners.create(
                                vertx,
                                new MqttConfig(
                                        f.ports, 16, Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                                Optional.of(f.tls),
                                f.services,
                                new NoSessions()));
    }

    private void startTcp(Vertx vertx) throws Exception {
        fixture = new ListenFixture(directory)
                .start(
                        vertx,
                        f -> TcpListeners.create(
                                vertx,
                                new TcpConfig(f.ports, false, Duration.ofSeconds(5), Duration.ofSeconds(30), 16),
                                Optional.of(f.tls),
                                f.services));
    }

    private String port(String way) {
        return String.valueOf(fixture.port(way));
    }

    private static String mosquitto(List<String> options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("mosquitto_pub", "-h", "127.0.0.1", "-t", TOPIC, "-m", "{\"n\":1}"));
        command.addAll(options);
        return ListenFixture.run(command, "");
    }

    private static void needs(String program, String debianPackage) {
        assumeTrue(
                List.of("/usr/bin/", "/bin/", "/usr/local/bin/").stream()
                        .anyMatch(path -> Files.isExecutable(Path.of(path + program))),
                program + " is missing; install with: apt-get install " + debianPackage);
    }

    /** No client here keeps a session. */
    private static final class NoSessions implements Sessions {
        @Override
        public boolean present(String clientId) {
            return false;
        }

        @Override
        public void begin(String clientId, Runnable whenDurable, Runnable whenFull) {
            whenDurable.run();
        }

        @Override
        public void resume(String clientId, boolean begins, Consumer<Boolean> whenDurable, Runnable whenFull) {
            whenDurable.accept(false);
        }

        @Override
        public void release(
                String clientId,
                List<Integer> identifiers,
                Consumer<Set<Integer>> whenDurable,
                Consumer<Set<Integer>> whenFull) {
            whenDurable.accept(Set.of());
        }

        @Override
        public void forget(String clientId, BooleanSupplier stillEnds, Runnable whenDurable, Runnable whenFull) {
            whenDurable.run();
        }
    }

    /** Netty's own switch makes it as if the library were not there. */
    @Test
    void withoutBoringSslTheJdkSpeaksTls() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String output = ListenFixture.run(
                List.of(
                        java,
                        "-Dio.netty.handler.ssl.noOpenSsl=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        JdkTlsChild.class.getName(),
                        directory.toString()),
                "");
        assertThat(output)
                .contains("openssl false")
                .contains("\"status\":\"accepted\"")
                .contains("MTLS");
    }
}
