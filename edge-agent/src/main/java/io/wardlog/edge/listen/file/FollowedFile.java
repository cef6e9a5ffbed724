package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.LineSplitter;
import io.wardlog.edge.listen.LineSplitter.Line;
import io.wardlog.json.JsonLimits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * One open file: its bytes as lines, and where each of them ends. It stays readable when it is renamed or deleted. Confined to the
 * file listener's thread.
 */
final class FollowedFile {

    private static final int CHUNK = 64 * 1024;
    private static final int MOST_MARKS = 256;
    /** More of a line without an end is not kept while the file is not written to. */
    private static final int MOST_BEGUN = 4 * 1024;

    private final FileChannel channel;
    private final String key;
    private final FileFingerprints fingerprints;
    private final Prefixes prefixes;
    /** Places that were passed and are not settled yet, from which it can be read again; the first is settled. */
    private final Deque<Beginning> marks = new ArrayDeque<>();

    private LineSplitter lines = new LineSplitter(JsonLimits.DEVICE_MESSAGE.maxBytes());
    /** Everything that was cut into lines, or begins one. */
    private Beginning seen;
    /** What was checked of the way to a settled place. */
    private Optional<Beginning> way = Optional.empty();

    private Optional<FilePosition> isNot = Optional.empty();
    private byte[] chunk = new byte[0];
    private long chunkStart;
    private long lineEnd;
    /** How many bytes of a line without an end are in the file only, and read again when it goes on. */
    private long leftInFile;

    FollowedFile(FileChannel channel, String key, FileFingerprints fingerprints) {
        this.channel = channel;
        this.key = key;
        this.fingerprints = fingerprints;
        this.prefixes = new Prefixes(channel, fingerprints);
        this.seen = new Beginning(fingerprints);
    }

    /** Whether a file has got to where it is settled. */
    enum Going {
        THERE,
        /** It is not the content that was read up to there. */
        OTHER_CONTENT,
        /** Not all of that content is compared yet. */
        UNDER_WAY
    }

    String key() {
        return key;
    }

    /** What its first bytes are. */
    Prefixes prefixes() {
        return prefixes;
    }

    /** Goes on to where the file is settled, comparing what was read of it up to there. */
    Going goTo(Optional<FilePosition> settled) throws IOException {
        long offset = settled.map(FilePosition::offset).orElse(0L);
        if (settled.isPresent() && settled.equals(isNot) || channel.size() < offset) {
            return Going.OTHER_CONTENT;
        }
        Beginning there = way.filter(is -> is.length() <= offset).isPresent() ? way.get() : nearest(offset);
        way = Optional.of(there);
        try {
            there.readOn(channel, offset);
        } catch (EOFException cut) {
            way = Optional.empty();
            return Going.OTHER_CONTENT;
        }
        if (there.length() < offset) {
            return Going.UNDER_WAY;
        }
        way = Optional.empty();
        if (settled.isEmpty() || there.fingerprint().equals(settled.get().fingerprint())) {
            standAt(there);
            return Going.THERE;
        }
        if (!marks.isEmpty()) {
            marks.clear(); // once more, from the first byte
            return Going.UNDER_WAY;
        }
        isNot = settled;
        return Going.OTHER_CONTENT;
    }

    private Beginning nearest(long offset) throws IOException {
        for (Iterator<Beginning> latest = marks.descendingIterator(); latest.hasNext(); ) {
            Beginning mark = latest.next();
            if (mark.length() <= offset && mark.standsIn(channel)) {
                return mark.copy();
            }
        }
        return new Beginning(fingerprints);
    }

    private void standAt(Beginning there) {
        seen = there;
        marks.clear();
        marks.add(there.copy());
        isNot = Optional.empty();
        prefixes.clear();
        lines = new LineSplitter(JsonLimits.DEVICE_MESSAGE.maxBytes());
        leftInFile = 0;
        chunk = new byte[0];
        chunkStart = there.length();
        lineEnd = there.length();
    }

    /** Everything up to here is settled: it is never read again from before. */
    void settled(long offset) {
        while (marks.size() > 1 && second(marks).length() <= offset) {
            marks.removeFirst();
        }
    }

    private static Beginning second(Deque<Beginning> marks) {
        Iterator<Beginning> all = marks.iterator();
        all.next();
        return all.next();
    }

    private void mark() {
        if (marks.size() == MOST_MARKS) {
            Beginning first = marks.removeFirst();
            marks.removeFirst();
            marks.addFirst(first);
        }
        marks.addLast(seen.copy());
    }

    /** Whether what was read is still there: nobody has cut the file, or written it anew. */
    boolean isIntact() throws IOException {
        return channel.size() >= end() && seen.standsIn(channel);
    }

    /** The next whole line of the bytes that were read, or null; then {@link #readOn} may bring more. */
    Line next() {
        Line line = lines.next();
        int before = (int) (seen.length() - chunkStart);
        seen.add(chunk, before, lines.taken() - before);
        if (line != null) {
            lineEnd = seen.length();
        }
        return line;
    }

    /**
     * Reads some more bytes, when all lines before are taken; false when there are none. Whether the file is intact is asked after
     * the bytes are read: else they could be of another content that was written between question and reading.
     */
    boolean readOn() throws IOException {
        if (end() >= channel.size()) {
            release();
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        int count = channel.read(bytes, end());
        if (count <= 0 || !isIntact()) {
            return false;
        }
        takeUp();
        mark();
        chunkStart = end();
        chunk = Arrays.copyOf(bytes.array(), count);
        lines.feed(chunk);
        return true;
    }

    /** A file that is not written to holds no room. */
    private void release() {
        if (chunk.length > 0) {
            chunkStart = end();
            chunk = new byte[0];
            lines.feed(chunk);
        }
        if (lines.begun() > MOST_BEGUN) {
            leftInFile = lines.begun();
            lines = new LineSplitter(JsonLimits.DEVICE_MESSAGE.maxBytes());
        }
    }

    /** Goes on within the line that was left in the file. */
    private void takeUp() throws IOException {
        if (leftInFile > 0) {
            lines.begin(firstLeft(JsonLimits.DEVICE_MESSAGE.maxBytes() + 1), leftInFile);
            leftInFile = 0;
        }
    }

    private byte[] firstLeft(int most) throws IOException {
        return Fingerprint.read(channel, seen.length() - leftInFile, (int) Math.min(leftInFile, most));
    }

    /** How many bytes have come of a line without an end. */
    long begun() {
        return leftInFile > 0 ? leftInFile : lines.begun();
    }

    /** What has come of a line without an end. */
    Line partial() throws IOException {
        return leftInFile > 0 ? new Line(firstLeft(JsonLimits.DEVICE_MESSAGE.maxBytes()), leftInFile) : lines.partial();
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
        return isReadToEnd() && begun() == 0;
    }

    /** Whether every whole line was taken, and at most the beginning of one is left. */
    boolean isReadToEnd() throws IOException {
        return seen.length() == size();
    }

    long size() throws IOException {
        return channel.size();
    }

    /** The position behind everything that was taken: a line, or at the end of what was read. */
    FileStep.To position(String name) {
        return new FileStep.To(name, seen.length(), seen.fingerprint());
    }

    void close() throws IOException {
        channel.close();
    }
}
