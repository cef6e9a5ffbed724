package io.wardlog.edge.entry;

import io.wardlog.batch.BatchLink;
import io.wardlog.hash.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Writes what {@link Fields} reads. Not thread-safe. */
public final class FieldsWriter {

    /** Less is copied: a part of its own costs as much. */
    private static final int SMALLEST_VIEW = 512;

    private final List<ByteBuffer> parts = new ArrayList<>();
    private byte[] out;
    private int begun;
    private int length;

    /** @param expectedLength a guess that saves copies */
    public FieldsWriter(int expectedLength) {
        out = new byte[Math.max(16, expectedLength)];
    }

    /** How much a text takes when it is ASCII. */
    static int length(String text) {
        return Short.BYTES + text.length();
    }

    public FieldsWriter u8(int value) {
        room(1);
        out[length++] = (byte) value;
        return this;
    }

    public FieldsWriter i32(int value) {
        return u8(value >>> 24).u8(value >>> 16).u8(value >>> 8).u8(value);
    }

    public FieldsWriter i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    /** @throws IllegalArgumentException when the text takes more than 65,535 bytes */
    public FieldsWriter text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0xFFFF) {
            throw new IllegalArgumentException("text of " + utf8.length + " bytes");
        }
        return u8(utf8.length >>> 8).u8(utf8.length).raw(utf8, 0, utf8.length);
    }

    public FieldsWriter bytes(byte[] value) {
        return bytes(value, 0, value.length);
    }

    /** The same as {@link #bytes(byte[])} of that part of the array. */
    public FieldsWriter bytes(byte[] from, int offset, int count) {
        return i32(count).raw(from, offset, count);
    }

    /** Leaves room for so many bytes; returns where, in the array of {@link #toBytes}. */
    int skip(int count) {
        room(count);
        int at = length;
        length += count;
        return at;
    }

    /** These bytes without their count, and not copied: that part of the array never changes any more. */
    public FieldsWriter part(byte[] from, int offset, int count) {
        if (count < SMALLEST_VIEW) {
            return raw(from, offset, count);
        }
        parts.add(ByteBuffer.wrap(out, begun, length - begun));
        parts.add(ByteBuffer.wrap(from, offset, count));
        begun = length;
        return this;
    }

    public FieldsWriter hash(Hash value) {
        room(Hash.LENGTH);
        value.copyTo(out, length);
        length += Hash.LENGTH;
        return this;
    }

    public FieldsWriter batchLink(BatchLink link) {
        return text(link.epoch()).i64(link.batchSequence()).hash(link.batchHash());
    }

    /** A u8 flag, 0 or 1, then the value when it is there. */
    public <T> FieldsWriter optional(Optional<T> value, BiConsumer<FieldsWriter, T> writer) {
        u8(value.isPresent() ? 1 : 0);
        value.ifPresent(v -> writer.accept(this, v));
        return this;
    }

    public byte[] toBytes() {
        if (!parts.isEmpty()) {
            throw new IllegalStateException("there are views, which are not to be copied");
        }
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    /** All that was written, in order; the caller only reads it. Nothing may be written after this. */
    public List<ByteBuffer> toParts() {
        parts.add(ByteBuffer.wrap(out, begun, length - begun));
        return List.copyOf(parts);
    }

    private FieldsWriter raw(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, out, length, count);
        length += count;
        return this;
    }

    private void room(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }
}
