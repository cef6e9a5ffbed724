package io.wardlog.edge.listen;

import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines at {@code \n}, whatever the chunks. A carriage return before it is not part of the line; empty
 * lines are passed over. Of a line longer than the limit only the first bytes are kept, and its length. Not thread-safe.
 */
public final class LineSplitter {

    private final int limit;
    private byte[] line = new byte[512];
    private int kept;
    private long length;
    private byte[] chunk = new byte[0];
    private int position;

    /** A line of at most the limit, or the beginning of a longer one with {@code length} saying how long it was. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Line(byte[] bytes, long length) {
        /** Whether the line is longer than the limit. */
        public boolean tooLong() {
            return length > bytes.length;
        }
    }

    /** Keeps at most {@code limit} bytes of a line. */
    public LineSplitter(int limit) {
        this.limit = limit;
    }

    /**
     * Goes on within a line that was begun elsewhere. Nothing may have been given before.
     *
     * @param first its first bytes, at most one more than the limit
     * @param begun how many bytes of it have come
     */
    public void begin(byte[] first, long begun) {
        line = Arrays.copyOf(first, Math.max(line.length, first.length));
        kept = first.length;
        length = begun;
    }

    /** Gives the next bytes of the stream. All lines of the bytes before must have been taken. */
    public void feed(byte[] bytes) {
        if (position < chunk.length) {
            throw new IllegalStateException("lines are left to take");
        }
        chunk = bytes;
        position = 0;
    }

    /** The next whole line, or null when the bytes given so far hold none. */
    public Line next() {
        while (position < chunk.length) {
            int end = position;
            while (end < chunk.length && chunk[end] != '\n') {
                end++;
            }
            append(end);
            position = end;
            if (end == chunk.length) {
                return null;
            }
            position++;
            Line whole = cut();
            if (whole.length() > 0) {
                return whole;
            }
        }
        return null;
    }

    /** How many of the bytes that were fed last are cut into lines, or passed over. */
    public int taken() {
        return position;
    }

    /** Whether a line has begun that has no end yet. */
    public boolean withinLine() {
        return length > 0;
    }

    /** How many bytes of the line that has begun have come. */
    public long begun() {
        return length;
    }

    /** What is there of the line that has begun. */
    public Line partial() {
        return new Line(Arrays.copyOf(line, Math.min(kept, limit)), length);
    }

    private void append(int end) {
        int count = end - position;
        length += count;
        // One byte more than the limit is kept: it may be the carriage return of a line that just fits.
        int room = Math.min(count, limit + 1 - kept);
        if (kept + room > line.length) {
            line = Arrays.copyOf(line, Math.min(limit + 1, Math.max(line.length * 2, kept + room)));
        }
        System.arraycopy(chunk, position, line, kept, room);
        kept += room;
    }

    private Line cut() {
        boolean carriageReturn = length > 0 && length == kept && line[kept - 1] == '\r';
        long content = carriageReturn ? length - 1 : length;
        Line whole = new Line(Arrays.copyOf(line, (int) Math.min(content, limit)), content);
        kept = 0;
        length = 0;
        if (line.length > 2048) {
            line = new byte[512]; // one long line does not keep its room for a connection's life
        }
        return whole;
    }
}
