package io.wardlog.edge.journal.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a segment looks like on disk: what one who reads must know of the way in which it was written. */
public enum SegmentKind {

    /** A file of groups, one behind the other, each at the next multiple of 4. */
    PLAIN("groups", 0, new Room(0, 4 << 10, 0)) {
        @Override
        long groupAt(FileWindow window, long offset) {
            return offset;
        }
    },

    /**
     * The one file of a Chronicle queue, named by the date of its clock, which stands still at its epoch. Each group is an
     * excerpt; Chronicle maps two chunks of 64 KiB of its table.
     */
    CHRONICLE("19700101F.cq4", 128 << 10, new Room(32 << 10, 16 << 10, 8)) {
        @Override
        long groupAt(FileWindow window, long offset) throws IOException {
            return ChronicleFrames.afterMetadata(window, offset);
        }
    };

    private final String file;
    private final long metadataBytes;
    private final Room room;

    /**
     * What of a file is not for groups, in bytes.
     *
     * @param head before the first group
     * @param tail behind the last one
     * @param frame around each
     */
    record Room(long head, long tail, long frame) {}

    SegmentKind(String file, long metadataBytes, Room room) {
        this.file = file;
        this.metadataBytes = metadataBytes;
        this.room = room;
    }

    /** The kind of a segment's directory. */
    static SegmentKind of(Path directory) {
        return Files.exists(directory.resolve(PLAIN.file)) ? PLAIN : CHRONICLE;
    }

    /** The name of the file with the groups. */
    String file() {
        return file;
    }

    /** Bytes of the queue's table beside it; 0 when there is none. */
    long metadataBytes() {
        return metadataBytes;
    }

    Room room() {
        return room;
    }

    /** Where a group begins that follows on what ends at {@code offset}, a multiple of 4. */
    abstract long groupAt(FileWindow window, long offset) throws IOException;
}
