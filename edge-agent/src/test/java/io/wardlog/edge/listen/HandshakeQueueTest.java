package io.wardlog.edge.listen;

import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.ListenFixture.readLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.listen.tcp.TcpConfig;
import io.wardlog.edge.listen.tcp.TcpListeners;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that begin a TLS handshake and leave it at that, beside a device that wants to be served. */
@Timeout(60)
class HandshakeQueueTest {

    /** More than are counted at once. */
    private static final int MANY = 300;

    @TempDir
    Path directory;

    private final List<Socket> silent = new ArrayList<>();
    private Vertx vertx;
    private ListenFixture fixture;

    private void start(DeviceTransport transport) throws Exception {
        vertx = Vertx.builder().withTransport(transport).build();
        fixture = new ListenFixture(directory, Duration.ofSeconds(50));
        TcpConfig config = new TcpConfig(fixture.ports, false, Duration.ofSeconds(30), Duration.ofSeconds(30), 8);
        fixture.start(vertx, f -> TcpListeners.create(vertx, config, Optional.of(f.tls), f.services));
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : silent) {
            socket.close();
        }
        fixture.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void begin(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            silent.add(fixture.connect("tcps"));
        }
    }

    private void deviceIsServed() throws Exception {
        deviceIsServed("127.0.0.1");
    }

    private void deviceIsServed(String address) throws Exception {
        try (SSLSocket device = TlsSockets.connect(
                TlsSockets.context(fixture.pki.caFile(directory), Optional.empty()),
                fixture.connectFrom(address, "tcps"))) {
            String lines = "{\"hello\":{\"deviceId\":\"" + PUMP + "\",\"password\":\"" + TOKEN + "\"}}\n{\"n\":1}\n";
            device.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
            assertThat(readLine(device.getInputStream())).contains("accepted");
        }
    }

    @Test
    void whatIsBegunAndNeverFinishedHoldsUpNobody() throws Exception {
        DeviceTransport transport = new DeviceTransport(1_000, 1_000);
        start(transport);
        begin(MANY);
        deviceIsServed();
        assertThat(transport.waiting()).isZero();
    }

    @Test
    void ofTooManyFromOneAddressTheEldestEnds() throws Exception {
        start(new DeviceTransport(1_000, 10));
        begin(15);
        for (Socket eldest : silent.subList(0, 5)) {
            assertThat(eldest.getInputStream().read()).isEqualTo(-1);
        }
        deviceIsServed(); // and ends one more
        Socket youngest = silent.get(14);
        youngest.setSoTimeout(1);
        try {
            assertThat(youngest.getInputStream().read()).as("still open").isNotEqualTo(-1);
        } catch (SocketTimeoutException open) {
            assertThat(open).isNotNull();
        }
    }

    @Test
    void ofTooManyInAllTheEldestEnds() throws Exception {
        start(new DeviceTransport(10, 1_000));
        begin(12);
        for (Socket eldest : silent.subList(0, 2)) {
            assertThat(eldest.getInputStream().read()).isEqualTo(-1);
        }
        deviceIsServed();
    }

    /** All that one address can do is to be turned away itself: the door is not closed for the others. */
    @Test
    void whenTooManyWaitWhoCameLastIsTurnedAwayWhereMostDo() throws Exception {
        DeviceTransport transport = new DeviceTransport(1_000, 1_000, 20);
        start(transport);
        while (transport.turnedAway() == 0) {
            begin(1);
        }
        assertThat(silent).hasSizeGreaterThan(20);
        deviceIsServed("127.0.0.2");
        long before = transport.turnedAway();
        while (transport.turnedAway() == before) {
            begin(1);
        }
        assertThat(transport.waiting()).isLessThanOrEqualTo(20);
    }

    /** Each of one address that comes in ends an eldest of it, which makes room for the next: the door stays open all the same. */
    @Test
    void manyThatWaitOfAnAddressThatMayHaveFewHoldUpNobody() throws Exception {
        DeviceTransport transport = new DeviceTransport(1_000, 10);
        start(transport);
        for (int address = 2; address < 17; address++) {
            for (int i = 0; i < 10; i++) {
                silent.add(fixture.connectFrom("127.0.0." + address, "tcps"));
            }
        }
        begin(MANY);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (transport.waiting() > 0) {
            assertThat(System.nanoTime()).as("somebody waits still").isLessThan(end);
            Thread.onSpinWait();
        }
        deviceIsServed("127.0.0.99");
    }

    /** The agent stops while a site comes: nobody is handed to loops that end, and all can go elsewhere at once. */
    @Test
    void whoWaitsAtADoorThatIsShutIsTurnedAway() throws Exception {
        DeviceTransport transport = new DeviceTransport(1_000, 1_000);
        start(transport);
        begin(MANY);
        transport.shut();
        Socket late = fixture.connect("tcps");
        silent.add(late);
        assertThat(endOf(late)).isEqualTo(-1);
        assertThat(transport.waiting()).isZero();
    }

    /** What the socket says at its end; one that is ended with something unread is reset. */
    private static int endOf(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @Test
    void aPlainPortHasNoHandshakes() throws Exception {
        start(new DeviceTransport(2, 2));
        for (int i = 0; i < 10; i++) {
            Socket device = fixture.connect("tcp");
            silent.add(device);
            String lines = "{\"hello\":{\"deviceId\":\"" + PUMP + "\",\"password\":\"" + TOKEN + "\"}}\n{\"n\":1}\n";
            device.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
            assertThat(readLine(device.getInputStream())).contains("accepted");
        }
    }
}
