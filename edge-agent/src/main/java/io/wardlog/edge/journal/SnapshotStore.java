package io.wardlog.edge.journal;

import io.wardlog.edge.journal.JournalDisk.DiskFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Keeps the last snapshot in one file, replaced as a whole: temporary file, sync, rename, sync of the directory.
 *
 * <p>Layout, big-endian: 8 bytes {@code "WLSNAP1\n"}, u64 ordinal, u32 length, state, u32 CRC32C of all before.
 *
 * <p>Threads: confined to one thread at a time.
 */
public final class SnapshotStore {

    private static final byte[] MAGIC = "WLSNAP1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = MAGIC.length + Long.BYTES + Integer.BYTES;

    private static final int PIECE = 64 * 1024;

    private final Path file;
    private final JournalDisk disk;

    /**
     * @param file where the snapshot is kept; its directory exists. A name with {@code .tmp} added is used while writing
     */
    public SnapshotStore(Path file, JournalDisk disk) {
        this.file = file.toAbsolutePath();
        this.disk = disk;
    }

    /**
     * Replaces the snapshot; durable on return. The parts of the state are read, not kept.
     *
     * @throws IOException when it could not be made durable; then either the old or the new one is there, whole
     */
    public void write(long ordinal, List<ByteBuffer> state) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        disk.remove(temporary);
        try (DiskFile out = disk.open(temporary)) {
            byte[] header = header(
                    ordinal, state.stream().mapToInt(ByteBuffer::remaining).sum());
            CRC32C crc = new CRC32C();
            long written = write(out, 0, ByteBuffer.wrap(header), crc);
            for (ByteBuffer part : state) {
                written = write(out, written, part.duplicate(), crc);
            }
            out.write(ByteBuffer.wrap(bytes(crc)), written);
            out.sync();
        } catch (IOException failed) {
            giveBack(temporary, failed);
            throw failed;
        }
        disk.replace(file, temporary);
        disk.syncDirectory(file.getParent());
    }

    /** Writes the part piece by piece: it can be a large part of the heap. Says where the next one begins. */
    private static long write(DiskFile out, long offset, ByteBuffer part, CRC32C crc) throws IOException {
        long at = offset;
        while (part.hasRemaining()) {
            byte[] piece = new byte[Math.min(PIECE, part.remaining())];
            part.get(piece);
            crc.update(piece);
            out.write(ByteBuffer.wrap(piece), at);
            at += piece.length;
        }
        return at;
    }

    /** What did not fit must not keep the room that others need. */
    private void giveBack(Path temporary, IOException failed) {
        try {
            disk.remove(temporary);
        } catch (IOException left) {
            failed.addSuppressed(left);
        }
    }

    /**
     * Reads the snapshot.
     *
     * @throws IOException when the file is there and cannot be read
     */
    public Reading read() throws IOException {
        try (InputStream in = disk.read(file)) {
            return read(in, disk.size(file));
        } catch (NoSuchFileException none) {
            return new Reading.Empty();
        }
    }

    /** Never holds the state twice: it can be a large part of the heap. */
    private static Reading read(InputStream in, long size) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return new Reading.Corrupt("not a snapshot file");
        }
        ByteBuffer fields = ByteBuffer.wrap(header, MAGIC.length, HEADER - MAGIC.length);
        long ordinal = fields.getLong();
        int length = fields.getInt();
        if (length < 0 || length != size - HEADER - Integer.BYTES) {
            return new Reading.Corrupt("length " + length + " does not fit a file of " + size + " bytes");
        }
        byte[] state = new byte[length];
        CRC32C crc = new CRC32C();
        crc.update(header);
        for (int at = 0; at < length; at += PIECE) {
            // Piece by piece: what the stream reads at once, the JDK holds once more outside the heap
            int piece = in.readNBytes(state, at, Math.min(PIECE, length - at));
            crc.update(state, at, piece);
        }
        if (!Arrays.equals(in.readAllBytes(), bytes(crc))) {
            return new Reading.Corrupt("CRC32C does not match");
        }
        return new Reading.Valid(new Snapshot(ordinal, state));
    }

    private static byte[] header(long ordinal, int length) {
        return ByteBuffer.allocate(HEADER)
                .put(MAGIC)
                .putLong(ordinal)
                .putInt(length)
                .array();
    }

    private static byte[] bytes(CRC32C crc) {
        return ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    }

    /** What is kept. */
    public sealed interface Reading {

        /** No snapshot was ever written here. */
        record Empty() implements Reading {}

        /** The last snapshot that was written. */
        record Valid(Snapshot snapshot) implements Reading {}

        /** There is one, and it cannot be trusted. */
        record Corrupt(String detail) implements Reading {}
    }
}
