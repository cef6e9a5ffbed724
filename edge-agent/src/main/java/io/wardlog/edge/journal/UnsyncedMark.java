package io.wardlog.edge.journal;

import io.wardlog.edge.journal.JournalDisk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells a journal that was ever written without syncs from one that holds all that was acknowledged: a file in the data directory, durable before the first
 * such write and never removed. Which of the two a journal is is decided by its first start, for ever.
 */
public final class UnsyncedMark {

    private static final String NAME = "journal.unsynced";

    /** The journal's lock is there before it is. */
    private static final String LOCK = "lock";

    private static final String TEXT = """
            The journal in this directory was written with journal.insecureWithoutSync, for measuring: events that were acknowledged
            may be missing from it. No agent that syncs uses it. Do not remove this file; remove the whole directory when nobody needs it.
            """;

    private final Path dataDir;
    private final Path journal;

    /** @param journal the journal's directory; it need not be there */
    public UnsyncedMark(Path dataDir, Path journal) {
        this.dataDir = dataDir.toAbsolutePath();
        this.journal = journal;
    }

    private Path file() {
        return dataDir.resolve(NAME);
    }

    /**
     * Refuses a journal of the other kind.
     *
     * @param synced whether it is to be written with syncs
     * @throws IOException what is there, and what to do; or the directory cannot be read
     */
    public void check(boolean synced) throws IOException {
        boolean isMarked = Files.exists(file());
        if (synced && isMarked) {
            throw new IOException(dataDir + " holds a journal that was written without syncs (" + NAME
                    + " stands in it): acknowledged events may be missing, and a record with holes must not go on as if it had none."
                    + " Start on an empty dataDir, and remove this one when nobody needs it");
        }
        if (!synced && !isMarked && hasJournal()) {
            throw new IOException(dataDir
                    + " holds a journal that was written with syncs, and journal.insecureWithoutSync is set, which is for measuring."
                    + " Take journal.insecureWithoutSync out of the configuration, or measure on an empty dataDir");
        }
    }

    private boolean hasJournal() throws IOException {
        if (!Files.isDirectory(journal)) {
            return false;
        }
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(journal, file -> !file.endsWith(LOCK))) {
            return inside.iterator().hasNext();
        }
    }

    /**
     * Marks the journal; durable on return.
     *
     * @param disk one that syncs
     */
    public void put(JournalDisk disk) throws IOException {
        try (DiskFile out = disk.open(file())) {
            out.write(ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.UTF_8)), 0);
            out.sync();
        }
        disk.syncDirectory(dataDir);
    }
}
