package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalDisk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Groups one behind the other, each in one positional write into a file that was zeroed ahead. */
public final class PlainWriter implements SegmentWriter {

    private final DiskFile file;
    private long end;

    private PlainWriter(DiskFile file) {
        this.file = file;
    }

    /** Segments of this kind. */
    public static Format format() {
        return new PlainFormat();
    }

    @Override
    public void write(ByteBuffer group) throws IOException {
        file.write(group, end);
        end = ChronicleFrames.align(end + group.remaining());
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
            Segment.trim(file, end);
        }
    }

    private record PlainFormat() implements Format {

        @Override
        public SegmentKind kind() {
            return SegmentKind.PLAIN;
        }

        @Override
        public SegmentWriter begin(Segment segment, long size, JournalDisk disk) throws IOException {
            segment.nameFile(disk);
            return new PlainWriter(disk.open(segment.file()));
        }
    }
}
