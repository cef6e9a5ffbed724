package io.wardlog.edge.listen.mqtt;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * A packet larger than the limit. Told twice: when its beginning is there, and when all of it has passed.
 *
 * @param beginning the first bytes of the packet, its fixed header included
 * @param length how long the packet says it is
 * @param passed whether its last byte has come
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record OversizedPacket(byte[] beginning, long length, boolean passed) {

    private static final int PUBLISH = 3;

    /** The packet identifier of a PUBLISH with QoS 1 (MQTT 3.1.1 section 3.3); absent for everything else. */
    OptionalInt publishIdentifier(int qos) {
        int first = beginning[0] & 0xFF;
        if (first >> 4 != PUBLISH || (first >> 1 & 3) != qos) {
            return OptionalInt.empty();
        }
        ByteBuffer packet = ByteBuffer.wrap(beginning, 1, beginning.length - 1);
        while (packet.hasRemaining() && packet.get() < 0) {
            // the remaining length, whose bytes but the last have the highest bit
        }
        int topicLength = packet.remaining() < 2 ? Integer.MAX_VALUE : packet.getShort() & 0xFFFF;
        if (packet.remaining() < topicLength + 2L) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(packet.getShort(packet.position() + topicLength) & 0xFFFF);
    }
}
