package io.wardlog.edge.listen.mqtt;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubCompReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubRecReasonCode;
import io.wardlog.edge.accept.Outcome;
import java.util.OptionalInt;

/**
 * Answers a client's publishes: PUBACK, PUBREC and PUBCOMP, on MQTT 5 with the reason. Confined to the connection's event loop.
 */
final class Acknowledgements {
    private final MqttConnection connection;
    private final MqttEndpoint client;

    Acknowledgements(MqttConnection connection, MqttEndpoint client) {
        this.connection = connection;
        this.client = client;
    }

    /** A message of QoS 1 is durable, or refused. */
    void puback(int packetId, Outcome outcome) {
        if (!connection.isClosing()) {
            MqttPubAckReasonCode code = outcome instanceof Outcome.Rejected rejected && connection.isV5()
                    ? ReasonCodes.puback(rejected.code())
                    : MqttPubAckReasonCode.SUCCESS;
            client.publishAcknowledge(packetId, code, reason(outcome));
        }
    }

    /** A message of QoS 2 is durable, or refused. */
    void pubrec(int packetId, Outcome outcome) {
        MqttPubRecReasonCode code = outcome instanceof Outcome.Rejected rejected && connection.isV5()
                ? ReasonCodes.pubrec(rejected.code())
                : MqttPubRecReasonCode.SUCCESS;
        received(packetId, code, reason(outcome));
    }

    /** A message of QoS 2 came again before its release, and what it was first is answered. */
    void pubrecAgain(int packetId) {
        received(packetId, MqttPubRecReasonCode.SUCCESS, MqttProperties.NO_PROPERTIES);
    }

    private void received(int packetId, MqttPubRecReasonCode code, MqttProperties why) {
        if (!connection.isClosing()) {
            reply(MqttMessageType.PUBREC, packetId, code.value(), why);
        }
    }

    /** The client will not send this message again; {@code isKnown} is whether it had. */
    void pubcomp(int packetId, boolean isKnown) {
        MqttPubCompReasonCode code = isKnown || !connection.isV5()
                ? MqttPubCompReasonCode.SUCCESS
                : MqttPubCompReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
        if (!connection.isClosing()) {
            reply(MqttMessageType.PUBCOMP, packetId, code.value(), MqttProperties.NO_PROPERTIES);
        }
    }

    /** A packet over the limit of an MQTT 3.1.1 client, which hears of success alone. */
    void oversized(OptionalInt atLeastOnce, OptionalInt exactlyOnce) {
        if (!connection.isClosing()) {
            atLeastOnce.ifPresent(client::publishAcknowledge);
            exactlyOnce.ifPresent(client::publishReceived);
        }
    }

    /** The server's own PUBREC and PUBCOMP leave the reason code out, which means success. */
    private void reply(MqttMessageType type, int packetId, byte code, MqttProperties properties) {
        MqttFixedHeader header = new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
        connection
                .socket()
                .writeMessage(
                        new MqttMessage(header, new MqttPubReplyMessageVariableHeader(packetId, code, properties)));
    }

    private MqttProperties reason(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                ? connection.limits().reason(rejected.code().code() + ": " + rejected.detail())
                : MqttProperties.NO_PROPERTIES;
    }
}
