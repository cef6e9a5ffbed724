package io.wardlog.edge.listen.mqtt;

import static io.wardlog.edge.listen.ListenFixture.OTHER;
import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;
import static io.wardlog.edge.listen.mqtt.MqttFixture.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.config.HostPort;
import io.wardlog.edge.listen.ClientCertificate;
import io.wardlog.edge.listen.DeviceVertx;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.PortConfig;
import io.wardlog.edge.listen.mqtt.RawMqtt.Connect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two devices behind one translated address, which has one port for both, because each speaks to another address of the gateway. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class SameClientPortTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private static Socket connect(int from, String to, int port) throws Exception {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress("127.0.0.1", from));
        socket.connect(new InetSocketAddress(to, port));
        socket.setSoTimeout(20_000);
        return socket;
    }

    @Test
    void eachIsServedAsItself(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        PortConfig everywhere = new PortConfig(
                Optional.of(new HostPort("0.0.0.0", 0)), Optional.empty(), ClientCertificate.REQUESTED, true, 20, 12);
        MqttConfig config = new MqttConfig(everywhere, 4, MqttFixture.MAX_KEEP_ALIVE, SOON, SOON);
        try (ListenFixture fixture = new ListenFixture(directory)) {
            fixture.start(
                    vertx,
                    f -> MqttListeners.create(vertx, config, Optional.of(f.tls), f.services, new FakeSessions()));
            int port = fixture.port("mqtt");
            try (Socket first = connect(0, "127.0.0.1", port);
                    Socket second = connect(first.getLocalPort(), "127.0.0.2", port)) {
                fixture.metrics.await(counts -> counts.getOrDefault("opened", 0) == 2);
                RawMqtt pump = new RawMqtt(first, 5);
                pump.accepted(new Connect().as(PUMP, TOKEN).clientId("a"));
                new RawMqtt(second, 5).accepted(new Connect().as(OTHER, TOKEN).clientId("b"));
                pump.publish(TOPIC, 1, 1, "{}");
                assertThat(pump.read().packetId()).isEqualTo(1);
                assertThat(fixture.acceptor.arrivals.get(0).device().deviceId()).isEqualTo(PUMP);
            }
            fixture.metrics.await(counts -> counts.getOrDefault("closed", 0) == 2);
            assertThat(fixture.listener().connectedDevices()).isEmpty();
            assertThat(fixture.acceptor.refusals).isEmpty();
        }
    }
}
