package io.wardlog.edge.journal.chronicle;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import io.wardlog.edge.journal.segment.Segment;
import io.wardlog.edge.journal.segment.SegmentKind;
import io.wardlog.edge.journal.segment.SegmentWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

/**
 * Chronicle writes, we sync.
 *
 * <p>Chronicle's clock stands still, so that its queue never rolls by itself; its own sync is off, because a failed msync is
 * only logged there. The file was zeroed ahead, so that writing through the memory map needs no new block.
 */
public final class ChronicleWriter implements SegmentWriter {

    private static final int INDEX_COUNT = 512;
    private static final int INDEX_SPACING = 64;
    private static final long ALIGNMENT = 4;

    /**
     * What a memory map has touched stays resident as long as it is mapped, written to disk or not: 64 MiB for a whole file. Chronicle holds the
     * first block, for its head, and the last one. A quarter of it is the writer's largest group.
     */
    private static final long BLOCK = 4 << 20;

    /** The smallest file is as large. */
    private static final long SMALLEST_BLOCK = 256 << 10;

    private final ChronicleQueue queue;
    private final ExcerptAppender appender;
    private final DiskFile file;
    private long end;

    private ChronicleWriter(ChronicleQueue queue, ExcerptAppender appender, DiskFile file) {
        this.queue = queue;
        this.appender = appender;
        this.file = file;
    }

    /** Segments of this kind. */
    public static Format format() {
        return format(BLOCK);
    }

    /** Segments of which so many bytes are mapped at a time: a power of two, at least 256 KiB. Who reads them need not know. */
    public static Format format(long blockBytes) {
        return new ChronicleFormat(blockBytes);
    }

    @Override
    public void write(ByteBuffer group) {
        // A duplicate: Chronicle sets the byte order of a buffer that it wraps.
        appender.writeBytes(Bytes.wrapForRead(group.duplicate()));
        end = (appender.wire().bytes().writePosition() + ALIGNMENT - 1) & -ALIGNMENT;
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        try (file) {
            appender.close();
            queue.close();
            Segment.trim(file, end);
        }
    }

    private record ChronicleFormat(long block) implements Format {

        ChronicleFormat {
            if (block < SMALLEST_BLOCK || Long.bitCount(block) != 1) {
                throw new IllegalArgumentException("a block is a power of two from 256 KiB on: " + block);
            }
        }

        @Override
        public SegmentKind kind() {
            return SegmentKind.CHRONICLE;
        }

        @Override
        public long blockBytes(long segmentBytes) {
            return Math.min(segmentBytes, block);
        }

        @Override
        public SegmentWriter begin(Segment segment, long size, JournalDisk disk) throws IOException {
            ChronicleQueue queue = SingleChronicleQueueBuilder.binary(segment.directory())
                    .rollCycle(RollCycles.DEFAULT)
                    .timeProvider(() -> 0)
                    .blockSize(blockBytes(size))
                    .indexCount(INDEX_COUNT)
                    .indexSpacing(INDEX_SPACING)
                    .syncMode(SyncMode.NONE)
                    .build();
            try {
                ExcerptAppender appender = queue.createAppender();
                appender.singleThreadedCheckDisabled(true);
                // Only now: an appender that is created on a file without a head waits for another process to write it.
                segment.nameFile(disk);
                return new ChronicleWriter(queue, appender, disk.open(segment.file()));
            } catch (IOException | RuntimeException failed) {
                queue.close();
                throw failed;
            }
        }
    }
}
