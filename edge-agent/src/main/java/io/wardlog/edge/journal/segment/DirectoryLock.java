package io.wardlog.edge.journal.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second process away from the journal. The operating system lets go of the lock when its process ends, however it
 * ends.
 */
final class DirectoryLock implements Closeable {

    private static final String NAME = "lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException when another one has the journal open, saying who */
    static DirectoryLock acquire(Path journal) throws IOException {
        Path file = journal.resolve(NAME);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw refused(journal, "process " + Files.readString(file).strip());
            }
        } catch (OverlappingFileLockException e) {
            // The channel stays open on purpose: closing any descriptor of the file would take this process's lock
            // away.
            throw refused(journal, "this process");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return new DirectoryLock(channel);
    }

    private static IOException refused(Path journal, String by) {
        return new IOException("journal " + journal + " is already open in " + by + "; stop that one first");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
