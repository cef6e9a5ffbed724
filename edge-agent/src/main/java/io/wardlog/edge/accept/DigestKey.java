package io.wardlog.edge.accept;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The key of {@link MessageDigests} and {@link FileFingerprints}: {@value #LENGTH} random bytes, and behind them their CRC32C, in a file that only the
 * agent's user may read. It is made at the first start and never changes: under another key nothing that is remembered would be known again.
 */
public final class DigestKey {

    private static final int LENGTH = 32;

    private DigestKey() {}

    /**
     * The key in the file, which is made when it is not there; durable on return.
     *
     * @param random fills an array
     * @throws IOException when the file cannot be read or made, or holds no key
     */
    public static byte[] open(Path file, JournalDisk disk, Consumer<byte[]> random) throws IOException {
        if (!Files.exists(file)) {
            byte[] key = new byte[LENGTH];
            random.accept(key);
            write(file, disk, key);
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] key = Arrays.copyOf(bytes, LENGTH);
        if (bytes.length == LENGTH) {
            write(file, disk, key); // an earlier agent's, without a checksum
        } else if (!Arrays.equals(bytes, withChecksum(key))) {
            throw new IOException(file + " holds " + bytes.length + " bytes that are no key of " + LENGTH
                    + ", or a damaged one; put it back from a copy, or remove it: then messages that are sent again are recorded twice for 24 hours,"
                    + " and files are recorded again from their beginning");
        }
        return key;
    }

    private static byte[] withChecksum(byte[] key) {
        CRC32C crc = new CRC32C();
        crc.update(key);
        return ByteBuffer.allocate(LENGTH + Integer.BYTES)
                .put(key)
                .putInt((int) crc.getValue())
                .array();
    }

    private static void write(Path file, JournalDisk disk, byte[] key) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, onlyForItsOwner(file));
        try (DiskFile out = disk.open(temporary)) {
            out.write(ByteBuffer.wrap(withChecksum(key)), 0);
            out.sync();
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        disk.syncDirectory(file.toAbsolutePath().getParent());
    }

    private static FileAttribute<?>[] onlyForItsOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
