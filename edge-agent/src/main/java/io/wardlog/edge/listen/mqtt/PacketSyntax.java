package io.wardlog.edge.listen.mqtt;

import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubRelReasonCode;
import io.vertx.mqtt.messages.codes.MqttReasonCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What makes a packet malformed, or a protocol error by itself (MQTT 5 sections 1.5.4, 2.2.2, 3.1.2.3, 3.3.1), and the server's decoder lets
 * pass: flags that contradict each other, properties that may not be, and text that is not UTF-8, which the decoder would turn into some
 * other text. Everything else is left to the decoder. One for each connection, because its CONNECT says which version it speaks.
 */
final class PacketSyntax {

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;
    private static final int SUBSCRIBE = 8;
    private static final int UNSUBSCRIBE = 10;
    private static final int DISCONNECT = 14;
    private static final int MQTT_3_1_1 = 4;
    private static final int MQTT_5 = 5;

    private static final int RESERVED = 0x01;
    private static final int WILL = 0x04;
    private static final int WILL_QOS = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    private boolean v5;

    /**
     * What is wrong with a packet.
     *
     * @param reason what an MQTT 5 client is told
     * @param detail in words, without the packet's content
     */
    record Problem(MqttDisconnectReasonCode reason, String detail) {
        static Problem malformed(String detail) {
            return new Problem(MqttDisconnectReasonCode.MALFORMED_PACKET, detail);
        }

        static Problem protocolError(String detail) {
            return new Problem(MqttDisconnectReasonCode.PROTOCOL_ERROR, detail);
        }
    }

    /** What is wrong with the whole packet; empty when this check finds nothing. */
    Optional<Problem> problem(byte[] packet) {
        try {
            return check(new PacketReader(ByteBuffer.wrap(packet)));
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException shorter) {
            return Optional.empty(); // than its fields say: the decoder's to refuse
        } catch (CharacterCodingException notText) {
            return Optional.of(Problem.malformed("a text that is not UTF-8, or holds U+0000"));
        }
    }

    private Optional<Problem> check(PacketReader packet) throws CharacterCodingException {
        int first = packet.octet();
        packet.variableInteger();
        return switch (first >> 4) {
            case CONNECT -> connect(packet);
            case PUBLISH -> publish(first, packet);
            case PUBREL -> {
                packet.twoOctets();
                yield reason(PacketProperties.PUBREL, MqttPubRelReasonCode.values(), packet);
            }
            case SUBSCRIBE -> properties(PacketProperties.SUBSCRIBE, 2, packet);
            case UNSUBSCRIBE -> properties(PacketProperties.UNSUBSCRIBE, 2, packet);
            case DISCONNECT -> reason(PacketProperties.DISCONNECT, MqttDisconnectReasonCode.values(), packet);
            default -> Optional.empty();
        };
    }

    /** A reason code and properties, both of which may be left out, and neither of which MQTT 3.1.1 has; the server takes a code that it does not know for a fault of its own. */
    private Optional<Problem> reason(PacketProperties kind, MqttReasonCode[] known, PacketReader packet)
            throws CharacterCodingException {
        if (!packet.hasMore()) {
            return Optional.empty();
        }
        if (!v5) {
            return Optional.of(Problem.malformed("a packet that is longer than MQTT 3.1.1 has it"));
        }
        byte code = (byte) packet.octet();
        return Arrays.stream(known).noneMatch(each -> each.value() == code)
                ? Optional.of(Problem.malformed("a reason code that a packet of this kind does not have"))
                : properties(kind, 0, packet);
    }

    private Optional<Problem> properties(PacketProperties kind, int at, PacketReader packet)
            throws CharacterCodingException {
        packet.skip(at);
        return v5 && packet.hasMore() ? kind.problem(packet) : Optional.empty();
    }

    private Optional<Problem> publish(int first, PacketReader packet) throws CharacterCodingException {
        boolean duplicate = (first & 0x08) != 0;
        boolean atMostOnce = (first & 0x06) == 0;
        packet.text();
        return duplicate && atMostOnce
                ? Optional.of(Problem.malformed("DUP in a PUBLISH of QoS 0"))
                : properties(PacketProperties.PUBLISH, atMostOnce ? 0 : 2, packet);
    }

    private Optional<Problem> connect(PacketReader packet) throws CharacterCodingException {
        packet.text();
        int level = packet.octet();
        int flags = packet.octet();
        packet.twoOctets();
        if (level != MQTT_3_1_1 && level != MQTT_5) {
            return Optional.empty();
        }
        v5 = level == MQTT_5;
        Optional<Problem> contradiction = contradiction(flags);
        return contradiction.isPresent() ? contradiction : connectFields(flags, packet);
    }

    private Optional<Problem> contradiction(int flags) {
        if ((flags & RESERVED) != 0) {
            return Optional.of(Problem.malformed("the reserved flag of a CONNECT"));
        }
        if ((flags & WILL) == 0 && (flags & (WILL_QOS | WILL_RETAIN)) != 0 || (flags & WILL_QOS) == WILL_QOS) {
            return Optional.of(Problem.malformed("flags of a will that contradict each other"));
        }
        boolean passwordAlone = (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0;
        return !v5 && passwordAlone
                ? Optional.of(Problem.malformed("a password without a user name"))
                : Optional.empty();
    }

    private Optional<Problem> connectFields(int flags, PacketReader packet) throws CharacterCodingException {
        Optional<Problem> problem = v5 ? PacketProperties.CONNECT.problem(packet) : Optional.empty();
        if (problem.isPresent()) {
            return problem;
        }
        packet.text();
        if ((flags & WILL) != 0) {
            problem = v5 ? PacketProperties.WILL.problem(packet) : Optional.empty();
            packet.text();
            packet.binary();
        }
        if ((flags & USER_NAME) != 0) {
            packet.text();
        }
        return problem;
    }
}
