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
import java.util.function.Consumer;

/**
 * The key of {@link MessageDigests} and {@link FileFingerprints}: {@value #LENGTH} random bytes in a file that only the agent's user may read. It is made
 * at the first start and never changes: under another key nothing that is remembered would be known again.
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
            make(file.toAbsolutePath(), disk, random);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != LENGTH) {
            throw new IOException(file + " holds " + key.length + " bytes and no key of " + LENGTH
                    + "; put it back from a copy, or remove it: then messages that are sent again are recorded twice for 24 hours, and files are recorded"
                    + " again from their beginning");
        }
        return key;
    }

    private static void make(Path file, JournalDisk disk, Consumer<byte[]> random) throws IOException {
        byte[] key = new byte[LENGTH];
        random.accept(key);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, onlyForItsOwner(file));
        try (DiskFile out = disk.open(temporary)) {
            out.write(ByteBuffer.wrap(key), 0);
            out.sync();
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        disk.syncDirectory(file.getParent());
    }

    private static FileAttribute<?>[] onlyForItsOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
