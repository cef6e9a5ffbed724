package io.wardlog.edge.journal.chronicle;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * The segment that is being written: Chronicle writes, we sync.
 *
 * <p>Chronicle's clock stands still, so that its queue never rolls by itself; its own sync is off, because a failed msync is
 * only logged there. The file was zeroed ahead, so that writing through the memory map needs no new block.
 *
 * <p>Threads: confined to the writer.
 */
final class ChronicleSegment implements Closeable {

    /** Room for Chronicle's file head and first indexes. */
    static final long HEAD_ROOM = 32 << 10;

    /** Room behind the last group for one more index and the next head. */
    static final long TAIL_ROOM = 16 << 10;

    /** Chronicle's frame around a group: head and padding. */
    static final long FRAME = 8;

    private static final int INDEX_COUNT = 512;
    private static final int INDEX_SPACING = 64;
    private static final long PAGE = 4096;

    private final Segment segment;
    private final long size;
    private final JournalDisk disk;
    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private DiskFile file;

    /** Takes the prepared directory, gives it the segment's name and opens Chronicle on it. */
    ChronicleSegment(Path prepared, Segment segment, long size, JournalDisk disk) throws IOException {
        this.segment = segment;
        this.size = size;
        this.disk = disk;
        Files.move(prepared, segment.directory(), StandardCopyOption.ATOMIC_MOVE);
        this.queue = SingleChronicleQueueBuilder.binary(segment.directory())
                .rollCycle(RollCycles.DEFAULT)
                .timeProvider(() -> 0)
                .blockSize(size)
                .indexCount(INDEX_COUNT)
                .indexSpacing(INDEX_SPACING)
                .syncMode(SyncMode.NONE)
                .build();
        this.appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
        // Only now: an appender that is created on a file without a head waits for another process to write it.
        Path zeroed = SpareSegment.zeroed(segment.directory());
        Files.move(zeroed, segment.file(), StandardCopyOption.ATOMIC_MOVE);
    }

    Segment segment() {
        return segment;
    }

    /**
     * Appends a group as one excerpt and syncs it.
     *
     * @return the bytes still free for groups
     */
    long append(ByteBuffer group) throws IOException {
        // A duplicate: Chronicle sets the byte order of a buffer that it wraps.
        appender.writeBytes(Bytes.wrapForRead(group.duplicate()));
        if (file == null) {
            file = disk.open(segment.file());
            file.sync();
            disk.syncDirectory(segment.directory());
            disk.syncDirectory(segment.directory().getParent());
        } else {
            file.sync();
        }
        return size - TAIL_ROOM - written();
    }

    private long written() {
        return ChronicleFrames.align(appender.wire().bytes().writePosition());
    }

    /** Closes the queue and gives the unused end of the file back. */
    @Override
    public void close() throws IOException {
        long end = file == null ? 0 : written();
        appender.close();
        queue.close();
        if (file != null) {
            trim(file, end);
            file.close();
        }
    }

    /** Cuts off zeros, leaving a page of them behind {@code end}: Chronicle's own tools look for the next head there. */
    static void trim(DiskFile file, long end) throws IOException {
        file.truncate((end / PAGE + 2) * PAGE);
    }
}
