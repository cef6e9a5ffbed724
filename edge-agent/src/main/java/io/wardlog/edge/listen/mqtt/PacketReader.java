package io.wardlog.edge.listen.mqtt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The data types of MQTT (MQTT 5 section 1.5), one after the other. Throws {@link java.nio.BufferUnderflowException} or
 * {@link IllegalArgumentException} when there are fewer bytes than they say. Not thread-safe.
 */
final class PacketReader {

    private final ByteBuffer bytes;

    PacketReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    int octet() {
        return bytes.get() & 0xFF;
    }

    int twoOctets() {
        return bytes.getShort() & 0xFFFF;
    }

    int variableInteger() {
        int value = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get();
            value |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0 && shift < 28);
        return value;
    }

    /** @throws CharacterCodingException when it is not UTF-8, or holds U+0000 */
    void text() throws CharacterCodingException {
        int length = twoOctets();
        int at = bytes.position();
        skip(length);
        if (isPlain(at, at + length)) {
            return;
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(bytes.duplicate().position(at).limit(at + length))
                .toString();
        if (text.indexOf('\0') >= 0) {
            throw new CharacterCodingException();
        }
    }

    /** ASCII without U+0000, which is what topics are made of, needs no decoder. */
    private boolean isPlain(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) <= 0) {
                return false;
            }
        }
        return true;
    }

    void binary() {
        skip(twoOctets());
    }

    void skip(int count) {
        bytes.position(bytes.position() + count);
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    /** A reader of the next bytes alone, which this one skips. */
    PacketReader part(int length) {
        int at = bytes.position();
        skip(length);
        return new PacketReader(bytes.duplicate().position(at).limit(at + length));
    }
}
