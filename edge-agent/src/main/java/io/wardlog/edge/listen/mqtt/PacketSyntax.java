package io.wardlog.edge.listen.mqtt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What makes a packet malformed (MQTT 5 sections 1.5.4, 3.1.2.3, 3.3.1) and the server's decoder lets pass: flags that contradict each
 * other, and text that is not UTF-8, which the decoder would turn into some other text. Everything else is left to the decoder. Pure.
 */
final class PacketSyntax {

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int MQTT_3_1_1 = 4;
    private static final int MQTT_5 = 5;

    private static final int RESERVED = 0x01;
    private static final int WILL = 0x04;
    private static final int WILL_QOS = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    private final ByteBuffer packet;

    private PacketSyntax(byte[] packet) {
        this.packet = ByteBuffer.wrap(packet);
    }

    /** Why the whole packet is malformed, in words without its content; empty when this check finds nothing. */
    static Optional<String> problem(byte[] packet) {
        try {
            return new PacketSyntax(packet).problem();
        } catch (java.nio.BufferUnderflowException | IllegalArgumentException shorter) {
            return Optional.empty(); // than its fields say: the decoder's to refuse
        } catch (CharacterCodingException notText) {
            return Optional.of("a text that is not UTF-8, or holds U+0000");
        }
    }

    private Optional<String> problem() throws CharacterCodingException {
        int first = packet.get() & 0xFF;
        variableInteger();
        return switch (first >> 4) {
            case CONNECT -> connect();
            case PUBLISH -> publish(first);
            default -> Optional.empty();
        };
    }

    private Optional<String> publish(int first) throws CharacterCodingException {
        boolean duplicate = (first & 0x08) != 0;
        boolean atMostOnce = (first & 0x06) == 0;
        text();
        return duplicate && atMostOnce ? Optional.of("DUP in a PUBLISH of QoS 0") : Optional.empty();
    }

    private Optional<String> connect() throws CharacterCodingException {
        text();
        int level = packet.get();
        int flags = packet.get() & 0xFF;
        packet.getShort();
        if (level != MQTT_3_1_1 && level != MQTT_5) {
            return Optional.empty();
        }
        Optional<String> contradiction = contradiction(level, flags);
        if (contradiction.isEmpty()) {
            connectTexts(level, flags);
        }
        return contradiction;
    }

    private static Optional<String> contradiction(int level, int flags) {
        if ((flags & RESERVED) != 0) {
            return Optional.of("the reserved flag of a CONNECT");
        }
        if ((flags & WILL) == 0 && (flags & (WILL_QOS | WILL_RETAIN)) != 0 || (flags & WILL_QOS) == WILL_QOS) {
            return Optional.of("flags of a will that contradict each other");
        }
        boolean passwordAlone = (flags & PASSWORD) != 0 && (flags & USER_NAME) == 0;
        return level == MQTT_3_1_1 && passwordAlone ? Optional.of("a password without a user name") : Optional.empty();
    }

    private void connectTexts(int level, int flags) throws CharacterCodingException {
        boolean v5 = level == MQTT_5;
        if (v5) {
            skip(variableInteger());
        }
        text();
        if ((flags & WILL) != 0) {
            if (v5) {
                skip(variableInteger());
            }
            text();
            skip(packet.getShort() & 0xFFFF);
        }
        if ((flags & USER_NAME) != 0) {
            text();
        }
    }

    private void text() throws CharacterCodingException {
        int length = packet.getShort() & 0xFFFF;
        int at = packet.position();
        skip(length);
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(packet.duplicate().position(at).limit(at + length))
                .toString();
        if (text.indexOf('\0') >= 0) {
            throw new CharacterCodingException();
        }
    }

    private void skip(int count) {
        packet.position(packet.position() + count);
    }

    private int variableInteger() {
        int value = 0;
        int shift = 0;
        byte next;
        do {
            next = packet.get();
            value |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0 && shift < 28);
        return value;
    }
}
