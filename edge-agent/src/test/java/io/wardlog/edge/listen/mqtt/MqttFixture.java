package io.wardlog.edge.listen.mqtt;

import static io.wardlog.edge.listen.ListenFixture.PUMP;
import static io.wardlog.edge.listen.ListenFixture.TOKEN;

import io.vertx.core.Vertx;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.mqtt.RawMqtt.Connect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The MQTT listener on free ports with short times and sessions in memory, and clients of it whose every byte a test decides about. */
final class MqttFixture implements AutoCloseable {

    static final String TOPIC = "wardlog/v1/pump-1/infusion.started";
    static final String WILL_TOPIC = "wardlog/v1/pump-1/device.disconnected";
    static final Duration MAX_KEEP_ALIVE = Duration.ofSeconds(60);

    final FakeSessions sessions = new FakeSessions();
    final ListenFixture listen;
    final FakeAcceptor acceptor;

    MqttFixture(Path directory, Vertx vertx) throws Exception {
        this(directory, vertx, MAX_KEEP_ALIVE);
    }

    MqttFixture(Path directory, Vertx vertx, Duration maxKeepAlive) throws Exception {
        Duration soon = Duration.ofSeconds(2);
        listen = new ListenFixture(directory)
                .start(
                        vertx,
                        f -> MqttListeners.create(
                                vertx,
                                new MqttConfig(f.ports, 4, maxKeepAlive, soon, soon),
                                Optional.of(f.tls),
                                f.services,
                                sessions));
        acceptor = listen.acceptor;
    }

    /** A connection on the plain port; level 4 for MQTT 3.1.1, 5 for MQTT 5. */
    RawMqtt client(int level) throws IOException {
        return new RawMqtt(listen.connect("mqtt"), level);
    }

    /** A CONNECT of the first pump. */
    static Connect pump() {
        return new Connect().as(PUMP, TOKEN);
    }

    @Override
    public void close() throws Exception {
        listen.close();
    }
}
