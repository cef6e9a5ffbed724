package io.wardlog.edge.listen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.listen.FuzzedListener;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.Listener;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A whole MQTT connection. */
class MqttFuzzTest extends FuzzedListener {

    /** What a server may send; a PUBLISH is not among it. */
    private static final Set<Integer> ANSWERS = Set.of(
            RawMqtt.CONNACK,
            RawMqtt.PUBACK,
            RawMqtt.PUBREC,
            RawMqtt.PUBCOMP,
            RawMqtt.SUBACK,
            0xB0,
            RawMqtt.PINGRESP,
            RawMqtt.DISCONNECT);

    @Override
    protected Listener create(Vertx vertx, ListenFixture fixture) {
        Duration soon = Duration.ofSeconds(2);
        MqttConfig config = new MqttConfig(plain(fixture), 4, Duration.ofMinutes(1), soon, soon);
        return MqttListeners.create(vertx, config, Optional.empty(), fixture.services, new FakeSessions());
    }

    @Override
    protected String way() {
        return "mqtt";
    }

    @Override
    protected Stream<byte[]> seeds() {
        return HostilePackets.streams();
    }

    @Override
    protected void answered(byte[] answers) {
        int at = 0;
        while (at + 1 < answers.length) {
            assertThat(ANSWERS).contains(answers[at] & 0xFF);
            assertThat(answers[at + 1]).as("no answer is longer than 127 bytes").isNotNegative();
            at += 2 + answers[at + 1];
        }
    }
}
