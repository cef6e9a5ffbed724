package io.wardlog.edge.listen;

import io.vertx.core.Vertx;
import io.wardlog.config.DataSize;
import io.wardlog.edge.listen.http.HttpConfig;
import io.wardlog.edge.listen.http.HttpListeners;
import io.wardlog.edge.listen.mqtt.FakeSessions;
import io.wardlog.edge.listen.mqtt.MqttConfig;
import io.wardlog.edge.listen.mqtt.MqttListeners;
import io.wardlog.edge.listen.tcp.TcpConfig;
import io.wardlog.edge.listen.tcp.TcpListeners;
import java.time.Duration;
import java.util.Optional;

/** The ways in, for what must hold on each of them. */
final class Ways {

    private Ways() {}

    /** The listener of one way, which gives nobody more time than {@code patience} for what he has begun. */
    static Listener create(String way, Vertx vertx, ListenFixture with, Duration patience) {
        Duration minute = Duration.ofMinutes(1);
        return switch (way) {
            case "mqtt" ->
                MqttListeners.create(
                        vertx,
                        new MqttConfig(with.ports, 4, minute, patience, patience),
                        Optional.of(with.tls),
                        with.services,
                        new FakeSessions());
            case "tcp" ->
                TcpListeners.create(
                        vertx,
                        new TcpConfig(with.ports, false, patience, minute, 4),
                        Optional.of(with.tls),
                        with.services);
            default ->
                HttpListeners.create(
                        vertx,
                        new HttpConfig(with.ports, DataSize.parse("64KiB"), patience),
                        Optional.of(with.tls),
                        with.services);
        };
    }
}
