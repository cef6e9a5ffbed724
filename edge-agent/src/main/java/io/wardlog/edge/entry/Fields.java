package io.wardlog.edge.entry;

import io.wardlog.batch.BatchLink;
import io.wardlog.hash.Hash;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the fields of a payload in order: big-endian integers, u16-counted UTF-8 text, u32-counted bytes, raw digests.
 * Not thread-safe.
 */
public final class Fields {

    private final ByteBuffer in;

    private Fields(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /**
     * What {@code reader} makes of all these bytes.
     *
     * @throws EntryFormatException when it wants more than there is, leaves some, or refuses a value
     */
    public static <T> T readAll(byte[] bytes, Function<Fields, T> reader) throws EntryFormatException {
        Fields fields = new Fields(bytes);
        try {
            T value = reader.apply(fields);
            if (fields.in.hasRemaining()) {
                throw new EntryFormatException(fields.in.remaining() + " bytes too many");
            }
            return value;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new EntryFormatException("wrong layout near byte " + fields.in.position(), e);
        }
    }

    /**
     * What {@code reader} makes of the first of these bytes; nobody looks at what follows.
     *
     * @throws EntryFormatException when it wants more than there is, or refuses a value
     */
    static <T> T readFirst(byte[] bytes, Function<Fields, T> reader) throws EntryFormatException {
        Fields fields = new Fields(bytes);
        try {
            return reader.apply(fields);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new EntryFormatException("wrong layout near byte " + fields.in.position(), e);
        }
    }

    public int u8() {
        return in.get() & 0xFF;
    }

    public int i32() {
        return in.getInt();
    }

    public long i64() {
        return in.getLong();
    }

    public String text() {
        int length = in.getShort() & 0xFFFF;
        return new String(in.array(), pass(length), length, StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        byte[] value = new byte[count()];
        in.get(value);
        return value;
    }

    /** The u32 count of bytes that follow. */
    int count() {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("length " + length);
        }
        return length;
    }

    /** The array in which all of it stands; not to be changed. */
    byte[] array() {
        return in.array();
    }

    public Hash hash() {
        return Hash.of(in.array(), pass(Hash.LENGTH), Hash.LENGTH);
    }

    /** Where the next so many bytes stand in the array; goes on behind them. */
    int pass(int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        int from = in.position();
        in.position(from + length);
        return from;
    }

    /** Layout: text epoch, i64 batchSequence, 32-byte batchHash. */
    public BatchLink batchLink() {
        return new BatchLink(text(), i64(), hash());
    }

    /** A u8 flag, 0 or 1, then the value when it is 1. */
    public <T> Optional<T> optional(Function<Fields, T> reader) {
        int flag = u8();
        if (flag > 1) {
            throw new IllegalArgumentException("flag " + flag);
        }
        return flag == 1 ? Optional.of(reader.apply(this)) : Optional.empty();
    }
}
