package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import io.wardlog.edge.journal.JournalLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one segment ready ahead: its files written full of zeros and synced, so that a full disk is met here, as an exception
 * that means "no room", and never through a memory map, where it would be a SIGBUS.
 *
 * <p>When there is no disk space or no quota, it tries again every second and whenever it is asked.
 *
 * <p>Threads: it prepares in the {@linkplain Background background}; {@link #ready} may be called from any, {@link #take} only from the writer.
 */
final class SpareSegment implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(SpareSegment.class);
    private static final String PREPARING = "preparing";
    private static final String READY = "spare";
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Path journal;
    private final JournalLimits limits;
    private final SegmentJournal.Parts parts;
    private final LongSupplier usedBytes;
    private volatile boolean ready;
    /** Being moved away: until that is done it must not be taken for one that is left. */
    private volatile boolean taking;

    private volatile boolean taken;
    private volatile Error fault;
    private volatile long freeBytes = Long.MAX_VALUE;
    private volatile boolean failed;
    private volatile boolean closing;
    private boolean complained;

    /** @param usedBytes what the segments hold already, without a spare; from any thread */
    SpareSegment(Path journal, JournalLimits limits, SegmentJournal.Parts parts, LongSupplier usedBytes) {
        this.journal = journal;
        this.limits = limits;
        this.parts = parts;
        this.usedBytes = usedBytes;
    }

    /**
     * Takes over what an earlier run prepared, else prepares anew, and goes on doing so when one was taken. A start may go
     * {@linkplain JournalLimits#AT_STARTS beyond the quota} by its first segment, also when the disk has room for it only later: the rest of
     * the file that the earlier run wrote is given up, and without any room nothing could be recorded that empties a full journal.
     */
    void start() throws IOException {
        SegmentDirectory.delete(disk(), journal.resolve(PREPARING));
        prepare();
        parts.background().repeat(this::prepareGuarded, AGAIN);
    }

    /** Only whole ones get that name, zeroed and synced; but the configured size may be another now, and the disk may have changed them. */
    private boolean isWhole(Path spare) throws IOException {
        return SegmentDirectory.size(Segment.zeroed(spare)) == limits.segmentBytes()
                && SegmentDirectory.size(Segment.metadata(spare)) == kind().metadataBytes()
                && beginsWithZeros(Segment.zeroed(spare))
                && (kind().metadataBytes() == 0 || beginsWithZeros(Segment.metadata(spare)));
    }

    /**
     * Chronicle takes a file that begins with anything else for one that another process is about to begin, and waits for it. What is no zero
     * further on is written over.
     */
    private static boolean beginsWithZeros(Path file) throws IOException {
        try (FileWindow window = new FileWindow(file)) {
            return window.holds(0, Integer.BYTES) && window.intAt(0) == 0;
        }
    }

    /** Bytes of disk that one segment takes. */
    static long bytesOf(SegmentKind kind, JournalLimits limits) {
        return limits.segmentBytes() + kind.metadataBytes();
    }

    private SegmentKind kind() {
        return parts.format().kind();
    }

    private JournalDisk disk() {
        return parts.disk();
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
        taken = true;
        taking = true; // before "ready" goes, for the thread that prepares
        ready = false;
        return journal.resolve(READY);
    }

    /** Has the next one prepared, in the background; one that was taken has been moved away. */
    void replenish() {
        taking = false;
        parts.background().run(this::prepareGuarded);
    }

    private void prepareGuarded() {
        try {
            prepare();
        } catch (Error ended) {
            fault = ended;
        }
    }

    /**
     * Prepares a spare if there is none and there is room for one. A whole one that is there is taken over: from an earlier run, or from
     * an attempt that failed when all was done.
     */
    synchronized void prepare() {
        look();
        if (ready || taking) {
            return;
        }
        try {
            Path spare = journal.resolve(READY);
            if (!isWhole(spare)) {
                SegmentDirectory.delete(disk(), spare);
                if (!isWithinQuota()) {
                    complain("quota_reached", null);
                    return;
                }
                build();
            }
            ready = true;
            failed = false;
            complained = false;
        } catch (IOException | RuntimeException noRoom) { // it is tried again
            failed = true;
            complain("disk_full", noRoom);
            cleanUp();
        }
    }

    private boolean isWithinQuota() {
        long beyond = taken ? 0 : JournalLimits.AT_STARTS * bytesOf(kind(), limits);
        return usedBytes.getAsLong() + bytesOf(kind(), limits) <= limits.quotaBytes() + beyond;
    }

    /** A disk that does not tell is taken for one with room: then the quota counts, and what cannot be made says it. */
    private void look() {
        try {
            long free = disk().freeBytes(journal);
            freeBytes = free < 0 ? Long.MAX_VALUE : free;
        } catch (IOException unknown) {
            freeBytes = Long.MAX_VALUE;
        }
    }

    private void build() throws IOException {
        Path preparing = journal.resolve(PREPARING);
        SegmentDirectory.delete(disk(), preparing);
        disk().createDirectory(preparing);
        if (kind().metadataBytes() > 0) {
            zero(Segment.metadata(preparing), kind().metadataBytes());
        }
        zero(Segment.zeroed(preparing), limits.segmentBytes());
        disk().syncDirectory(preparing);
        disk().replace(journal.resolve(READY), preparing);
    }

    private void zero(Path path, long bytes) throws IOException {
        try (DiskFile file = disk().open(path)) {
            file.zero(0, bytes);
            file.sync();
        }
    }

    private void complain(String reason, Exception cause) {
        if (!complained && !closing) {
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
            SegmentDirectory.delete(disk(), journal.resolve(PREPARING));
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("directory", journal).log("journal_cleanup_failed");
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        parts.background().close();
    }
}
