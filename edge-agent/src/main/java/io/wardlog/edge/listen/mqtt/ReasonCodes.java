package io.wardlog.edge.listen.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubRecReasonCode;
import io.wardlog.error.ErrorCode;

/** Our refusals in MQTT's words (MQTT 5 section 2.4, MQTT 3.1.1 section 3.2.2.3). */
final class ReasonCodes {

    private ReasonCodes() {}

    static MqttPubAckReasonCode puback(ErrorCode code) {
        return switch (code) {
            case INVALID_TOPIC -> MqttPubAckReasonCode.TOPIC_NAME_INVALID;
            case DEVICE_MISMATCH, EVENT_TYPE_RESERVED, NOT_AUTHORIZED -> MqttPubAckReasonCode.NOT_AUTHORIZED;
            default -> MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID;
        };
    }

    static MqttPubRecReasonCode pubrec(ErrorCode code) {
        return MqttPubRecReasonCode.valueOf(puback(code).value());
    }

    static MqttConnectReturnCode connack(ErrorCode code, boolean v5) {
        return switch (code) {
            case UNKNOWN_DEVICE, WRONG_CREDENTIALS ->
                v5
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                        : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
            case INVALID_TOPIC ->
                v5
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_TOPIC_NAME_INVALID
                        : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
            case PROTOCOL_ERROR ->
                v5
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_PROTOCOL_ERROR
                        : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
            case BUSY ->
                v5
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED
                        : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE;
            case UNSUPPORTED_VERSION -> MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION;
            default ->
                v5
                        ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
                        : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED;
        };
    }

    /** The properties that tell a person why. */
    static MqttProperties reason(String text) {
        MqttProperties properties = new MqttProperties();
        properties.add(new StringProperty(MqttProperties.REASON_STRING, text));
        return properties;
    }
}
