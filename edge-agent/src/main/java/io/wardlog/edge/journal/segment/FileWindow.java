package io.wardlog.edge.journal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A part of a file in memory, moved forward by reads. Plain reads, never a memory map: a damaged or shortened file must give
 * an answer, not a signal.
 *
 * <p>Threads: confined.
 */
final class FileWindow implements Closeable {

    private static final int SIZE = 256 << 10;

    private final FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(SIZE).limit(0);
    private long start;

    FileWindow(Path file) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /** Makes the bytes available; false when the file ends before. */
    boolean holds(long offset, int length) throws IOException {
        if (offset >= start && offset + length <= start + buffer.limit()) {
            return true;
        }
        if (offset + length > channel.size()) {
            return false;
        }
        fill(offset, length);
        return length <= buffer.limit();
    }

    private void fill(long offset, int length) throws IOException {
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocate(length);
        }
        buffer.clear();
        start = offset;
        while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) >= 0) {
            continue;
        }
        buffer.flip();
    }

    /** The bytes from an offset on; only those that {@link #holds} promised. The view ends with the next call of it. */
    ByteBuffer view(long offset, int length) {
        return buffer.slice(Math.toIntExact(offset - start), length);
    }

    /** The big-endian number at an offset that {@link #holds} promised. */
    int intAt(long offset) {
        return buffer.getInt(Math.toIntExact(offset - start));
    }

    /** The first offset from here on, in steps of 4, that is not zero or not in memory. */
    long skipZeros(long offset) {
        int at = Math.toIntExact(offset - start);
        int limit = buffer.limit();
        while (at + Long.BYTES <= limit && buffer.getLong(at) == 0) {
            at += Long.BYTES;
        }
        return start + at;
    }

    /** Forgets what is in memory: the file has grown behind it. */
    void forget() {
        buffer.limit(0);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
