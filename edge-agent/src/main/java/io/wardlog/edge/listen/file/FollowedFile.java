package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.LineSplitter;
import io.wardlog.edge.listen.LineSplitter.Line;
import io.wardlog.hash.Hash;
import io.wardlog.json.JsonLimits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * One open file: its bytes as lines, and where each of them ends. It stays readable when it is renamed or deleted. Confined to the
 * file listener's thread.
 */
final class FollowedFile {

    private static final int CHUNK = 64 * 1024;

    private final FileChannel channel;
    private final String key;
    private LineSplitter lines = new LineSplitter(JsonLimits.DEVICE_MESSAGE.maxBytes());
    private byte[] first = new byte[0];
    /** The last bytes before the chunk. */
    private byte[] before = new byte[0];

    private byte[] chunk = new byte[0];
    private long chunkStart;
    private long lineEnd;

    FollowedFile(FileChannel channel, String key) {
        this.channel = channel;
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Goes to where the file is settled; false when it is not the content that was read up to there. */
    boolean goTo(Optional<FilePosition> settled) throws IOException {
        long offset = settled.map(FilePosition::offset).orElse(0L);
        int span = (int) Math.min(Fingerprint.SPAN, offset);
        try {
            byte[] beginning = Fingerprint.read(channel, 0, span);
            byte[] end = Fingerprint.read(channel, offset - span, span);
            if (settled.isPresent()
                    && !Fingerprint.of(beginning, end).equals(settled.get().fingerprint())) {
                return false;
            }
            lines = new LineSplitter(JsonLimits.DEVICE_MESSAGE.maxBytes());
            first = beginning;
            before = end;
            chunk = new byte[0];
            chunkStart = offset;
            lineEnd = offset;
            return true;
        } catch (EOFException shorter) {
            return false;
        }
    }

    /** Whether what was read is still there: nobody has cut the file, or written it anew. */
    boolean isIntact() throws IOException {
        byte[] last = last(chunk.length);
        try {
            return Arrays.equals(Fingerprint.read(channel, end() - last.length, last.length), last);
        } catch (EOFException cut) {
            return false;
        }
    }

    /** The next whole line of the bytes that were read, or null; then {@link #readOn} may bring more. */
    Line next() {
        Line line = lines.next();
        if (line != null) {
            lineEnd = chunkStart + lines.taken();
        }
        return line;
    }

    /**
     * Reads some more bytes, when all lines before are taken; false when there are none. Whether the file is intact is asked after
     * the bytes are read: else they could be of another content that was written between question and reading.
     */
    boolean readOn() throws IOException {
        if (end() >= channel.size()) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        int count = channel.read(bytes, end());
        if (count <= 0 || !isIntact()) {
            return false;
        }
        before = last(chunk.length);
        chunkStart = end();
        chunk = Arrays.copyOf(bytes.array(), count);
        if (first.length < Fingerprint.SPAN) {
            first = joined(first, chunk, Math.min(count, Fingerprint.SPAN - first.length));
        }
        lines.feed(chunk);
        return true;
    }

    /** What has come of a line without an end. */
    Line partial() {
        return lines.partial();
    }

    /** The byte behind the last line that was taken. */
    long offset() {
        return lineEnd;
    }

    /** The byte behind everything that was read. */
    long end() {
        return chunkStart + chunk.length;
    }

    /** Whether there is nothing in it that is not a recorded line. */
    boolean isAtEnd() throws IOException {
        return end() == size() && lines.partial().length() == 0;
    }

    long size() throws IOException {
        return channel.size();
    }

    /** The position behind the line that was just taken. */
    FileStep.To positionOfLine(String name) {
        return position(name, lines.taken());
    }

    /** The position behind everything that was read. */
    FileStep.To positionOfEnd(String name) {
        return position(name, chunk.length);
    }

    private FileStep.To position(String name, int taken) {
        long offset = chunkStart + taken;
        byte[] beginning = Arrays.copyOf(first, (int) Math.min(first.length, offset));
        return new FileStep.To(name, offset, Fingerprint.of(beginning, last(taken)));
    }

    /** The fingerprint of its first {@code offset} bytes; empty when it has not as many. */
    Optional<Hash> fingerprint(long offset) throws IOException {
        try {
            return Optional.of(Fingerprint.of(channel, offset));
        } catch (EOFException shorter) {
            return Optional.empty();
        }
    }

    void close() throws IOException {
        channel.close();
    }

    /** The last bytes before {@code taken} bytes of the chunk. */
    private byte[] last(int taken) {
        if (taken >= Fingerprint.SPAN) {
            return Arrays.copyOfRange(chunk, taken - Fingerprint.SPAN, taken);
        }
        byte[] all = joined(before, chunk, taken);
        return Arrays.copyOfRange(all, Math.max(0, all.length - Fingerprint.SPAN), all.length);
    }

    private static byte[] joined(byte[] one, byte[] other, int count) {
        byte[] both = Arrays.copyOf(one, one.length + count);
        System.arraycopy(other, 0, both, one.length, count);
        return both;
    }
}
