package io.wardlog.edge.journal;

import io.wardlog.edge.journal.JournalDisk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
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
     * Replaces the snapshot; durable on return.
     *
     * @throws IOException when it could not be made durable; then either the old or the new one is there, whole
     */
    public void write(Snapshot snapshot) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try (DiskFile out = disk.open(temporary)) {
            out.write(encode(snapshot), 0);
            out.sync();
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        disk.syncDirectory(file.getParent());
    }

    /**
     * Reads the snapshot.
     *
     * @throws IOException when the file is there and cannot be read
     */
    public Reading read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return new Reading.Empty();
        }
        return decode(bytes);
    }

    private static byte[] encode(Snapshot snapshot) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + snapshot.state().length + Integer.BYTES);
        out.put(MAGIC).putLong(snapshot.ordinal()).putInt(snapshot.state().length);
        out.put(snapshot.state());
        return out.putInt(crc(out.array(), out.position())).array();
    }

    private static Reading decode(byte[] bytes) {
        if (bytes.length < HEADER + Integer.BYTES || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return new Reading.Corrupt("not a snapshot file");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, MAGIC.length, bytes.length - MAGIC.length);
        long ordinal = in.getLong();
        int length = in.getInt();
        if (length != bytes.length - HEADER - Integer.BYTES) {
            return new Reading.Corrupt("length " + length + " does not fit a file of " + bytes.length + " bytes");
        }
        if (in.getInt(HEADER + length) != crc(bytes, HEADER + length)) {
            return new Reading.Corrupt("CRC32C does not match");
        }
        return new Reading.Valid(new Snapshot(ordinal, Arrays.copyOfRange(bytes, HEADER, HEADER + length)));
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
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
