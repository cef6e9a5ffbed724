package io.wardlog.edge.state;

import io.wardlog.edge.entry.FieldsWriter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of {@value #WIDTH} bytes, added at the end and dropped at the beginning, known by ascending numbers. They lie in chunks of equal size: a log that
 * goes on for months copies nothing, and gives back the chunks of what it dropped. Not thread-safe; a written record never changes, so that
 * {@link #write} may show it to another thread.
 */
final class RecordLog {

    static final int WIDTH = 112;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int chunkBits;
    private final List<byte[]> chunks = new ArrayList<>();
    /** The number of the first record for which the first chunk has room. */
    private int base;

    private int first;
    private int end;

    /** An empty one whose chunks take {@code 1 << chunkBits} records. */
    RecordLog(int chunkBits) {
        this.chunkBits = chunkBits;
    }

    /** The eldest record's number. */
    int first() {
        return first;
    }

    /** The next record's number. */
    int end() {
        return end;
    }

    int size() {
        return end - first;
    }

    /** How many chunks there are. */
    int chunks() {
        return chunks.size();
    }

    /** Adds an empty record, to be filled at once, and returns its number. */
    int add() {
        if (end - base == chunks.size() << chunkBits) {
            chunks.add(new byte[WIDTH << chunkBits]);
        }
        return end++;
    }

    /** Drops the eldest one. */
    void drop() {
        first++;
        if (first == end) {
            chunks.clear();
            base = first;
        } else if (first - base == 1 << chunkBits) {
            chunks.remove(0);
            base = first;
        }
    }

    /** The array in which the record stands. */
    byte[] array(int record) {
        return chunks.get(record - base >> chunkBits);
    }

    /** Where it stands there. */
    int offset(int record) {
        return (record - base & (1 << chunkBits) - 1) * WIDTH;
    }

    /** The big-endian integer at that place of the record. */
    long get(int record, int at) {
        return (long) LONGS.get(array(record), offset(record) + at);
    }

    void put(int record, int at, long value) {
        LONGS.set(array(record), offset(record) + at, value);
    }

    /** Adds a copy of the records that stand there. */
    void addAll(byte[] from, int offset, int count) {
        for (int done = 0; done < count; ) {
            int record = add();
            int fitting = Math.min(count - done, (1 << chunkBits) - (record - base & (1 << chunkBits) - 1));
            System.arraycopy(from, offset + done * WIDTH, array(record), offset(record), fitting * WIDTH);
            end = record + fitting;
            done += fitting;
        }
    }

    /** Writes all as bytes, eldest first. */
    void write(FieldsWriter out) {
        out.i32(size() * WIDTH);
        forEachRun(out::part);
    }

    /** A part of an array. */
    @FunctionalInterface
    interface Run {
        void at(byte[] array, int offset, int length);
    }

    /** All records, eldest first, as few parts of arrays. */
    void forEachRun(Run run) {
        int perChunk = 1 << chunkBits;
        for (int record = first; record < end; ) {
            int behind = Math.min(end, base + ((record - base) / perChunk + 1) * perChunk);
            run.at(array(record), offset(record), (behind - record) * WIDTH);
            record = behind;
        }
    }
}
