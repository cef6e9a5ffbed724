package io.wardlog.verify;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;

/** Splits a stream into lines, in memory bounded by the longest line allowed. Not thread-safe. */
final class ExportLines {
    /** The longest line: an event of 256 KiB and its disclosures. */
    static final int MAX_LINE = 2 << 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final int BUFFER = 128 << 10;

    private final InputStream in;

    /** What was read, in a new array each time that it is full: lines stand in it as long as somebody has them. */
    private byte[] buffer = new byte[BUFFER];

    private int read;

    /** Where the line begins in the buffer, and up to where no end of it was found. */
    private int begin;

    private int seen;

    private long number;

    /** Where the line begins in the stream. */
    private long start;

    ExportLines(InputStream in) {
        this.in = in;
    }

    /**
     * A line without its end: what stands between two offsets of an array in which nobody changes it. None of it when it was longer than allowed.
     *
     * @param number from 1
     * @param offset where it begins in the stream, from 0
     * @param isEnded whether a line feed closed it; false only for the last one
     * @param isTooLong whether it was longer than allowed
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Line(byte[] bytes, int from, int to, long number, long offset, boolean isEnded, boolean isTooLong) {
        int length() {
            return to - from;
        }
    }

    /** The next line; none at the end. */
    Optional<Line> next() throws IOException {
        long dropped = 0;
        boolean isEnded = findEnd();
        while (!isEnded && fill()) {
            if (seen - begin > MAX_LINE) {
                dropped += seen - begin;
                begin = seen;
            }
            isEnded = findEnd();
        }
        boolean isThere = isEnded || dropped > 0 || seen > begin;
        return isThere ? Optional.of(take(isEnded, dropped)) : Optional.empty();
    }

    private Line take(boolean isEnded, long dropped) {
        boolean isTooLong = dropped > 0 || seen - begin > MAX_LINE;
        Line line = new Line(buffer, isTooLong ? seen : begin, seen, ++number, start, isEnded, isTooLong);
        int feed = isEnded ? 1 : 0;
        start += dropped + seen - begin + feed;
        seen += feed;
        begin = seen;
        return line;
    }

    /** Reads more behind what there is; what a full buffer holds of the line goes on in a new one. */
    private boolean fill() throws IOException {
        if (read == buffer.length) {
            byte[] next = new byte[Math.max(BUFFER, 2 * (read - begin))];
            System.arraycopy(buffer, begin, next, 0, read - begin);
            buffer = next;
            read -= begin;
            seen -= begin;
            begin = 0;
        }
        int more = Math.max(0, in.read(buffer, read, buffer.length - read));
        read += more;
        return more > 0;
    }

    /** Looks for the line's end in what was read, 32 bytes a step; whether it stands there. */
    private boolean findEnd() {
        int i = seen;
        while (i + 4 * Long.BYTES <= read && (feeds(i) | feeds(i + 8) | feeds(i + 16) | feeds(i + 24)) == 0) {
            i += 4 * Long.BYTES;
        }
        while (i < read && buffer[i] != '\n') {
            i++;
        }
        seen = i;
        return i < read;
    }

    /** Not 0 when one of the eight bytes from an offset on is a line feed. */
    private long feeds(int at) {
        long other = (long) LONGS.get(buffer, at) ^ EACH * '\n';
        return other - EACH & ~other & EACH << 7;
    }
}
