package io.wardlog.edge.listen.tcp;

import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.readLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.DeviceVertx;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A source address is an identity only where that is asked for by name, and only that of the device that has it. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class AddressIdentityTest {

    private static final String HELLO = "{\"hello\":{\"deviceId\":\"" + OTHER + "\",\"password\":\"" + TOKEN + "\"}}\n";

    @TempDir
    Path directory;

    private ListenFixture fixture;

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private void start(Vertx vertx, boolean identifyByAddress) throws Exception {
        fixture = new ListenFixture(directory);
        Files.writeString(
                directory.resolve("devices.yaml"),
                Files.readString(directory.resolve("devices.yaml"))
                        .replaceFirst("tokenHmac: [0-9a-f]+", "certificate: false, addresses: [127.0.0.2]"));
        fixture.devices.reload();
        fixture.start(
                vertx,
                f -> TcpListeners.create(
                        vertx,
                        new TcpConfig(f.ports, identifyByAddress, Duration.ofSeconds(5), Duration.ofSeconds(5), 8),
                        Optional.of(f.tls),
                        f.services));
    }

    private String answer(String from, String lines) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getByName("127.0.0.1"), fixture.port("tcp"), InetAddress.getByName(from), 0)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
            return readLine(socket.getInputStream());
        }
    }

    @Test
    void anAddressOfTheDirectoryIsTheDeviceWhereThatIsAskedFor(@ProvidedBy(DeviceVertx.class) Vertx vertx)
            throws Exception {
        start(vertx, true);
        assertThat(answer("127.0.0.2", "{\"n\":1}\n")).contains("accepted");
        Arrival arrival = fixture.acceptor.await(1).get(0);
        assertThat(arrival.device().deviceId()).isEqualTo(PUMP);
        assertThat(arrival.device().auth()).isEqualTo(AuthMethod.ADDRESS);
        assertThat(FakeAcceptor.text(arrival)).isEqualTo("{\"n\":1}");
    }

    @Test
    void anotherAddressIsNobodyAndItsFirstLineIsRecorded(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        start(vertx, true);
        assertThat(answer("127.0.0.3", "{\"n\":1}\n")).contains("unknown_device");
        Refusal refusal = fixture.acceptor.refusal();
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
        assertThat(refusal.peer()).isEqualTo("127.0.0.3");
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }

    @Test
    void whoShowsCredentialsIsWhoTheySay(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        start(vertx, true);
        assertThat(answer("127.0.0.2", HELLO + "{}\n")).contains("accepted");
        assertThat(fixture.acceptor.await(1).get(0).device().deviceId()).isEqualTo(OTHER);
        assertThat(answer("127.0.0.2", HELLO.replace(TOKEN, "wrong") + "{}\n"))
                .as("a wrong token is not made good by an address")
                .contains("wrong_credentials");
    }

    @Test
    void whereItIsNotAskedForAnAddressIsNoIdentity(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        start(vertx, false);
        assertThat(answer("127.0.0.2", "{\"n\":1}\n")).contains("not_authenticated");
        assertThat(fixture.acceptor.arrivals).isEmpty();
    }
}
