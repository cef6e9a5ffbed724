package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How the bytes of groups are put into the file of the segment that is being written, and synced. Everything else is the same
 * for all journals of segments: {@link SegmentJournal}.
 *
 * <p>Threads: confined to the journal's writer.
 */
public interface SegmentWriter extends Closeable {

    /**
     * Puts a group behind the last one; it is read back from the file from now on. The buffer is only read.
     *
     * @throws IOException when the file cannot be written; other exceptions count as that
     */
    void write(ByteBuffer group) throws IOException;

    /** Syncs what was written. @throws IOException as {@link JournalDisk.DiskFile#sync} */
    void sync() throws IOException;

    /** Where what was written ends, a multiple of 4; all zeros from there on. */
    long end();

    /** Gives the unused end of the file back and lets go of the file. */
    @Override
    void close() throws IOException;

    /** Begins segments of one kind. */
    interface Format {

        /** What they look like. */
        SegmentKind kind();

        /** How much of a file of so many bytes is written as one piece; a group may have a quarter of it. */
        default long blockBytes(long segmentBytes) {
            return segmentBytes;
        }

        /**
         * Begins to write a segment whose directory has its name durably; in it is a {@linkplain Segment#zeroed zeroed} file,
         * which has its own name durably on return.
         *
         * @param size bytes of the file
         */
        SegmentWriter begin(Segment segment, long size, JournalDisk disk) throws IOException;
    }
}
