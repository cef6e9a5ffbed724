package io.wardlog.verify;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Splits a stream into lines with their byte offsets, in memory bounded by the longest line allowed. Not thread-safe. */
final class ExportLines {
    /** The longest line: an event of 256 KiB and its disclosures. */
    static final int MAX_LINE = 2 << 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;

    private final InputStream in;
    private final byte[] buffer = new byte[64 << 10];
    private int from;
    private int to;

    private byte[] line = new byte[4 << 10];
    private int length;
    private long number;
    private long start;
    private long next;
    private boolean ended;
    private boolean tooLong;

    ExportLines(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end. */
    boolean advance() throws IOException {
        length = 0;
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
        number += found ? 1 : 0;
        return found;
    }

    /** The line's bytes without its end; valid up to {@link #length()} until the next {@link #advance()}. */
    byte[] line() {
        return line;
    }

    int length() {
        return length;
    }

    /** From 1. */
    long number() {
        return number;
    }

    /** Where the line begins, from 0. */
    long offset() {
        return start;
    }

    /** Whether the line was closed by a line feed; false only for the last one. */
    boolean isEnded() {
        return ended;
    }

    /** Whether the line was longer than allowed; its bytes are then left out. */
    boolean isTooLong() {
        return tooLong;
    }

    private boolean fill() throws IOException {
        if (from == to) {
            from = 0;
            to = Math.max(0, in.read(buffer));
        }
        return to > 0;
    }

    /** Where the next line feed stands in the buffer, eight bytes a step; its end when there is none. */
    private int lineEnd() {
        int i = from;
        while (i + Long.BYTES <= to) {
            long other = (long) LONGS.get(buffer, i) ^ EACH * '\n';
            long found = other - EACH & ~other & EACH << 7;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            i += Long.BYTES;
        }
        while (i < to && buffer[i] != '\n') {
            i++;
        }
        return i;
    }

    private void append(int begin, int end) {
        int added = end - begin;
        if (tooLong || length + added > MAX_LINE) {
            tooLong = true;
            length = 0;
            return;
        }
        if (length + added > line.length) {
            line = Arrays.copyOf(line, Math.max(length + added, Math.min(2 * line.length, MAX_LINE)));
        }
        System.arraycopy(buffer, begin, line, length, added);
        length += added;
    }
}
