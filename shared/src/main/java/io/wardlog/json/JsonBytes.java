package io.wardlog.json;

import java.util.Arrays;

/** Bytes that grow at their end. Like {@code ByteArrayOutputStream}, without its lock a byte. Not thread-safe. */
final class JsonBytes {

    private byte[] bytes;
    private int size;

    JsonBytes(int capacity) {
        this.bytes = new byte[capacity];
    }

    void add(int b) {
        if (size == bytes.length) {
            grow(1);
        }
        bytes[size++] = (byte) b;
    }

    void add(byte[] more) {
        add(more, 0);
    }

    /** Adds what stands from an offset on. */
    void add(byte[] more, int from) {
        int length = more.length - from;
        if (bytes.length - size < length) {
            grow(length);
        }
        System.arraycopy(more, from, bytes, size, length);
        size += length;
    }

    /** Adds the beginning of a text, up to the first character that does not stand for itself in a JSON string; says where that is. */
    @SuppressWarnings("deprecation") // it takes the low byte of each character, which is what ASCII is
    int addPlain(String text) {
        int length = text.length();
        if (bytes.length - size < length) {
            grow(length);
        }
        text.getBytes(0, length, bytes, size);
        int plain = 0;
        while (plain < length && isPlain(bytes[size + plain]) && text.charAt(plain) < 0x80) {
            plain++;
        }
        size += plain;
        return plain;
    }

    private static boolean isPlain(byte b) {
        return b >= 0x20 && b != '"' && b != '\\';
    }

    private void grow(int atLeast) {
        bytes = Arrays.copyOf(bytes, Math.addExact(size, Math.max(atLeast, bytes.length)));
    }

    /** The bytes; nothing that is added later changes them. */
    byte[] toArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** Whether these are exactly those bytes. */
    boolean are(byte[] others) {
        return Arrays.equals(bytes, 0, size, others, 0, others.length);
    }
}
