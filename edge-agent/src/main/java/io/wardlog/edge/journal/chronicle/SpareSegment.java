package io.wardlog.edge.journal.chronicle;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import io.wardlog.edge.journal.JournalLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one segment ready ahead: its files written full of zeros and synced, so that a full disk is met here, as an exception
 * that means "no room", and never through Chronicle's memory map, where it would be a SIGBUS.
 *
 * <p>When there is no disk space or no quota, it tries again every second and whenever it is asked.
 *
 * <p>Threads: it has one of its own that prepares; {@link #ready} may be called from any, {@link #take} only from the writer.
 */
final class SpareSegment implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(SpareSegment.class);
    private static final String PREPARING = "preparing";
    private static final String READY = "spare";
    private static final String ZEROED = "zeroed";

    /** Chronicle maps two chunks of 64 KiB of its table. */
    private static final long METADATA_BYTES = 128 << 10;

    private final Path journal;
    private final JournalLimits limits;
    private final JournalDisk disk;
    private final LongSupplier usedBytes;
    private final ScheduledExecutorService thread;
    private volatile boolean ready;
    private volatile Error fault;
    private volatile long freeBytes = Long.MAX_VALUE;
    private volatile boolean failed;
    private boolean complained;

    /** @param usedBytes what the segments hold already, without a spare; from any thread */
    SpareSegment(Path journal, JournalLimits limits, JournalDisk disk, LongSupplier usedBytes) {
        this.journal = journal;
        this.limits = limits;
        this.disk = disk;
        this.usedBytes = usedBytes;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread worker = new Thread(task, "journal-spare");
            worker.setDaemon(true);
            return worker;
        });
    }

    /**
     * Takes over what an earlier run prepared, else prepares anew, and goes on doing so when one was taken. A start may go
     * beyond the quota by this one segment: the rest of the file that the earlier run wrote is given up, and without any room
     * nothing could be recorded that empties a full journal.
     */
    void start() throws IOException {
        delete(journal.resolve(PREPARING));
        if (isWhole(journal.resolve(READY))) {
            ready = true;
        } else {
            delete(journal.resolve(READY));
            prepare(limits.quotaBytes() + bytesOf(limits.segmentBytes()));
        }
        thread.scheduleWithFixedDelay(this::prepareGuarded, 1, 1, TimeUnit.SECONDS);
    }

    /** Only whole ones get that name, zeroed and synced; but the configured size may be another now. */
    private boolean isWhole(Path spare) throws IOException {
        return SegmentDirectory.size(zeroed(spare)) == limits.segmentBytes()
                && SegmentDirectory.size(Segment.metadata(spare)) == METADATA_BYTES;
    }

    /** Bytes of disk that one segment takes. */
    static long bytesOf(long segmentBytes) {
        return segmentBytes + METADATA_BYTES;
    }

    /** Where the zeroed file lies in a prepared directory. */
    static Path zeroed(Path directory) {
        return directory.resolve(ZEROED);
    }

    /** Whether there is one; throws what ended the thread that prepares them, so that whoever asks for room ends the process. */
    boolean ready() {
        if (fault != null) {
            throw fault;
        }
        return ready;
    }

    /** Whether the last one that there was room for could be made; when not, there is none whatever quota and disk say. */
    boolean canPrepare() {
        return !failed;
    }

    /** Bytes that were free on the disk when it was last looked at, before a file was made: every second. */
    long freeBytes() {
        return freeBytes;
    }

    /** The prepared directory; the caller moves it away and then asks for the {@linkplain #replenish next} one. */
    Path take() {
        if (!ready) {
            throw new IllegalStateException("no spare segment is ready");
        }
        ready = false;
        return journal.resolve(READY);
    }

    /** Has the next one prepared, in the background. */
    void replenish() {
        thread.execute(this::prepareGuarded);
    }

    private void prepareGuarded() {
        try {
            prepare();
        } catch (Error ended) {
            fault = ended;
        }
    }

    /** Prepares a spare if there is none and there is room for one. */
    void prepare() {
        prepare(limits.quotaBytes());
    }

    private synchronized void prepare(long quotaBytes) {
        look();
        if (ready || Files.exists(journal.resolve(READY))) {
            return;
        }
        if (usedBytes.getAsLong() + bytesOf(limits.segmentBytes()) > quotaBytes) {
            complain("quota_reached", null);
            return;
        }
        try {
            build();
            ready = true;
            failed = false;
            complained = false;
        } catch (IOException | RuntimeException noRoom) { // it is tried again
            failed = true;
            complain("disk_full", noRoom);
            cleanUp();
        }
    }

    /** A disk that does not tell is taken for one with room: then the quota counts, and what cannot be made says it. */
    private void look() {
        try {
            long free = disk.freeBytes(journal);
            freeBytes = free < 0 ? Long.MAX_VALUE : free;
        } catch (IOException unknown) {
            freeBytes = Long.MAX_VALUE;
        }
    }

    private void build() throws IOException {
        Path preparing = journal.resolve(PREPARING);
        delete(preparing);
        Files.createDirectory(preparing);
        zero(Segment.metadata(preparing), METADATA_BYTES);
        zero(zeroed(preparing), limits.segmentBytes());
        disk.syncDirectory(preparing);
        Files.move(preparing, journal.resolve(READY));
    }

    private void zero(Path path, long bytes) throws IOException {
        try (DiskFile file = disk.open(path)) {
            file.zero(0, bytes);
            file.sync();
        }
    }

    private void complain(String reason, Exception cause) {
        if (!complained && !thread.isShutdown()) {
            LOG.atWarn()
                    .setCause(cause)
                    .addKeyValue("reason", reason)
                    .addKeyValue("directory", journal)
                    .addKeyValue("usedBytes", usedBytes.getAsLong())
                    .addKeyValue("quotaBytes", limits.quotaBytes())
                    .log("journal_has_no_room");
        }
        complained = true;
    }

    private void cleanUp() {
        try {
            delete(journal.resolve(PREPARING));
        } catch (IOException | DirectoryIteratorException e) {
            LOG.atWarn().setCause(e).addKeyValue("directory", journal).log("journal_cleanup_failed");
        }
    }

    /** Removes a directory of plain files, if it is there. */
    static void delete(Path directory) throws IOException {
        try (var files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (NoSuchFileException gone) {
            return;
        }
        Files.delete(directory);
    }

    @Override
    public void close() {
        ExecutorService closing = thread;
        closing.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (closing.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
