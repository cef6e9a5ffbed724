package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.listen.mqtt.RawMqtt;
import io.wardlog.edge.listen.mqtt.RawMqtt.Connect;
import io.wardlog.edge.listen.mqtt.RawMqtt.Packet;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;

/**
 * A device that speaks MQTT by the book (MQTT 5 sections 4.3, 4.4, 4.6). With QoS 1 it keeps no session, and its messages have ids; with QoS 2 it
 * keeps one, and nothing but the packet identifier tells a repeat.
 */
class CampaignMqtt extends CampaignDevice {

    private static final int IDENTIFIERS = 65_535;

    private final int level;
    private final int qos;
    private RawMqtt connection;
    private boolean hasSession;

    /** @param level 4 for MQTT 3.1.1, 5 for MQTT 5 */
    CampaignMqtt(String id, int window, int level, int qos) {
        super(id, window);
        this.level = level;
        this.qos = qos;
    }

    @Override
    String way() {
        return "mqtt";
    }

    @Override
    void connect(Socket socket) throws IOException {
        connection = new RawMqtt(socket, level);
        Connect connect = new Connect().as(id, AgentFixture.TOKEN).clientId(id);
        Packet answer =
                connection.connect(qos == 2 ? connect.keeping(3_600) : connect).read();
        if (answer == null) {
            throw new EOFException("killed before it answered");
        }
        assertThat(answer.type()).isEqualTo(RawMqtt.CONNACK);
        assertThat(answer.connackCode()).isZero();
        assertThat(answer.sessionPresent() || !hasSession)
                .as("%s is told that its session, which it was promised, is gone", id)
                .isTrue();
        hasSession = qos == 2;
    }

    @Override
    void send(Sent message, boolean again) throws IOException {
        int identifier = identifier(message);
        if (message.isReceived) {
            connection.pubrel(identifier);
        } else {
            String topic = "wardlog/v1/" + id + "/device.heartbeat";
            connection.publish(topic, qos, identifier, "{" + message.members(qos == 1), again);
        }
    }

    private static int identifier(Sent message) {
        return 1 + (message.number - 1) % IDENTIFIERS;
    }

    @Override
    void hear() throws IOException {
        Packet answer = connection.read();
        if (answer == null || answer.type() == RawMqtt.DISCONNECT) {
            throw new EOFException("the agent ends");
        }
        Sent message = underWay().stream()
                .filter(sent -> identifier(sent) == answer.packetId())
                .findFirst()
                .orElseThrow();
        switch (answer.type()) {
            case RawMqtt.PUBACK -> {
                assertThat(message).as("the order of PUBACKs").isSameAs(oldest());
                accepted(answer, message);
                done(message);
            }
            case RawMqtt.PUBREC -> {
                accepted(answer, message);
                message.isReceived = true;
                connection.pubrel(answer.packetId());
            }
            case RawMqtt.PUBCOMP -> {
                assertThat(message.isReceived).isTrue();
                done(message);
            }
            default -> throw new AssertionError("a packet of type " + answer.type());
        }
    }

    private void accepted(Packet answer, Sent message) {
        assertThat(answer.ackReason()).isZero();
        if (!message.isReceived) {
            acknowledge(message, 0);
        }
    }
}
