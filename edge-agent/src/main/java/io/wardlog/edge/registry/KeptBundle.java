package io.wardlog.edge.registry;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The bundle in force as a file, replaced as a whole: temporary file, sync, rename, sync of the directory. Its bytes are the signed ones, so
 * that nothing else is needed to trust it at the next start. One thread at a time.
 */
public final class KeptBundle {

    private final Path file;
    private final JournalDisk disk;

    /** @param file where it is kept; a name with {@code .tmp} added is used while writing */
    public KeptBundle(Path file, JournalDisk disk) {
        this.file = file.toAbsolutePath();
        this.disk = disk;
    }

    /** What was kept last, not checked; empty when nothing was. */
    Optional<byte[]> read() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(in.readNBytes(SignedBundle.MAX_BYTES + 1));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /**
     * Keeps these bytes; durable on return.
     *
     * @throws IOException when they could not be made durable; then either the old or the new ones are there, whole
     */
    void write(byte[] bundle) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try (DiskFile out = disk.open(temporary)) {
            out.write(ByteBuffer.wrap(bundle), 0);
            out.sync();
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        disk.syncDirectory(file.getParent());
    }
}
