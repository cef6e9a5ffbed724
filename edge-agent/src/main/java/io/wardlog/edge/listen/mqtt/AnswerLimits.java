package io.wardlog.edge.listen.mqtt;

import io.netty.handler.codec.mqtt.MqttProperties;
import java.nio.charset.StandardCharsets;

/**
 * What an MQTT 5 client allows our answers to hold (section 3.1.2.11).
 *
 * @param reasons whether PUBACK, PUBREC and SUBACK may have a reason string
 * @param maximumPacketSize no packet may be larger, in bytes
 */
record AnswerLimits(boolean reasons, long maximumPacketSize) {

    /** The most that an acknowledgement has beside its reason string. */
    private static final int ACKNOWLEDGEMENT = 16;

    /** MQTT 3.1.1 knows no reason strings. */
    static final AnswerLimits NO_REASONS = new AnswerLimits(false, Long.MAX_VALUE);

    static AnswerLimits of(boolean v5, MqttProperties connect) {
        return v5
                ? new AnswerLimits(
                        number(connect, MqttProperties.REQUEST_PROBLEM_INFORMATION, 1) != 0,
                        number(connect, MqttProperties.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE))
                : NO_REASONS;
    }

    /** The value of an integer property, {@code standard} when it is not there. */
    static long number(MqttProperties properties, int type, long standard) {
        MqttProperties.MqttProperty<?> property = properties == null ? null : properties.getProperty(type);
        return property == null ? standard : Integer.toUnsignedLong((Integer) property.value());
    }

    /** The reason of an acknowledgement, when the client wants it and it fits. */
    MqttProperties reason(String text) {
        return reasons ? fitting(text) : MqttProperties.NO_PROPERTIES;
    }

    /** The reason of a CONNACK or DISCONNECT, which may be given unasked (section 3.1.2.11.7), when it fits. */
    MqttProperties fitting(String text) {
        return ACKNOWLEDGEMENT + text.getBytes(StandardCharsets.UTF_8).length <= maximumPacketSize
                ? ReasonCodes.reason(text)
                : MqttProperties.NO_PROPERTIES;
    }
}
