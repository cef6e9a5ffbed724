package io.wardlog.edge.doctor;

import io.wardlog.edge.journal.JournalDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast a disk makes writes durable, measured as the journal writes: into blocks that are allocated ahead, each write followed by a real
 * sync. The file is removed again.
 */
final class SyncSpeed {

    /** About what one event takes in the journal. */
    static final int EVENT_BYTES = 1 << 10;

    private static final int FILE_BYTES = 4 << 20;
    private static final int MOST_SYNCS = 100;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PERCENT_SLOW = 99;

    private final JournalDisk disk;
    private final LongSupplier nanoTime;

    SyncSpeed(JournalDisk disk, LongSupplier nanoTime) {
        this.disk = disk;
        this.nanoTime = nanoTime;
    }

    /**
     * How long syncs took: the median, what 99 of 100 stay below, and how many there were a second, one after the other, the slow ones
     * among them.
     */
    record Measured(Duration median, Duration slow, long perSecond) {}

    /** Measures in this directory, with groups of so many events; for at most about a second. */
    Measured measure(Path directory, int eventsInGroup) throws IOException {
        Path file = Files.createTempFile(directory, "doctor-", ".tmp");
        try (JournalDisk.DiskFile open = disk.open(file)) {
            open.zero(0, FILE_BYTES);
            open.sync();
            return measure(open, new byte[eventsInGroup * EVENT_BYTES]);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Measured measure(JournalDisk.DiskFile file, byte[] group) throws IOException {
        Arrays.fill(group, (byte) 'w');
        long[] took = new long[MOST_SYNCS];
        int count = 0;
        long begun = nanoTime.getAsLong();
        long before = begun;
        while (count < MOST_SYNCS && before - begun < MOST_NANOS) {
            file.write(ByteBuffer.wrap(group), (long) count * group.length % (FILE_BYTES - group.length));
            file.sync();
            long after = nanoTime.getAsLong();
            took[count++] = after - before;
            before = after;
        }
        Arrays.sort(took, 0, count);
        return new Measured(
                Duration.ofNanos(took[count / 2]),
                Duration.ofNanos(took[(count - 1) * PERCENT_SLOW / 100]),
                count * TimeUnit.SECONDS.toNanos(1) / Math.max(1, before - begun));
    }
}
