package io.wardlog.verify;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** Splits a stream into lines, in memory bounded by the longest line allowed. Not thread-safe. */
final class ExportLines {
    /** The longest line: an event of 256 KiB and its disclosures. */
    static final int MAX_LINE = 2 << 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] NOTHING = {};
    private static final long EACH = 0x0101_0101_0101_0101L;

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private int from;
    private int to;

    private byte[] line = NOTHING;
    private long number;
    private long start;
    private long next;
    private boolean ended;
    private boolean tooLong;

    ExportLines(InputStream in) {
        this.in = in;
    }

    /**
     * A line without its end.
     *
     * @param bytes of its own; none when the line was longer than allowed
     * @param number from 1
     * @param offset where it begins, from 0
     * @param isEnded whether a line feed closed it; false only for the last one
     * @param isTooLong whether it was longer than allowed
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Line(byte[] bytes, long number, long offset, boolean isEnded, boolean isTooLong) {}

    /** The next line; none at the end. */
    Optional<Line> next() throws IOException {
        line = NOTHING;
        tooLong = false;
        ended = false;
        start = next;
        while (!ended && fill()) {
            int end = lineEnd();
            append(from, end);
            ended = end < to;
            next += end - from + (ended ? 1 : 0);
            from = end + (ended ? 1 : 0);
        }
        boolean found = ended || next > start;
        return found ? Optional.of(new Line(line, ++number, start, ended, tooLong)) : Optional.empty();
    }

    private boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, in.read(buffer));
        }
        return to > 0;
    }

    /** Where the next line feed stands in the buffer, 32 bytes a step; its end when there is none. */
    private int lineEnd() {
        int i = from;
        while (i + 4 * Long.BYTES <= to && (feeds(i) | feeds(i + 8) | feeds(i + 16) | feeds(i + 24)) == 0) {
            i += 4 * Long.BYTES;
        }
        while (i < to && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Not 0 when one of the eight bytes from an offset on is a line feed. */
    private long feeds(int at) {
        long other = (long) LONGS.get(buffer, at) ^ EACH * '\n';
        return other - EACH & ~other & EACH << 7;
    }

    /** Most lines stand in the buffer as a whole, and are copied once. */
    private void append(int begin, int end) {
        int length = line.length;
        int added = end - begin;
        if (tooLong || length + added > MAX_LINE) {
            tooLong = true;
            line = NOTHING;
        } else if (length == 0) {
            line = Arrays.copyOfRange(buffer, begin, end);
        } else {
            line = Arrays.copyOf(line, length + added);
            System.arraycopy(buffer, begin, line, length, added);
        }
    }
}
