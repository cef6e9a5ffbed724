package io.wardlog.edge.journal.segment;

import java.io.IOException;

/**
 * The little that we read of Chronicle's own framing: each document has a 4-byte little-endian head, 30 bits length and two
 * flags, and starts at a multiple of 4.
 */
final class ChronicleFrames {

    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int METADATA = 0x4000_0000;
    private static final int LENGTH = 0x3FFF_FFFF;
    private static final int HEAD = 4;

    private ChronicleFrames() {}

    /** The next possible start of a document. */
    static long align(long offset) {
        return (offset + HEAD - 1) & -HEAD;
    }

    /**
     * Passes Chronicle's own documents (file head, indexes) from {@code offset} on; one that would end behind the file is none.
     *
     * @return where the first document begins that is not such a one
     */
    static long afterMetadata(FileWindow window, long offset) throws IOException {
        long at = offset;
        while (window.holds(at, HEAD)) {
            int head = Integer.reverseBytes(window.intAt(at));
            if ((head & (NOT_COMPLETE | METADATA)) != METADATA) {
                break;
            }
            long end = at + HEAD + (head & LENGTH);
            if (!window.holds(end - 1, 1)) {
                break;
            }
            at = align(end);
        }
        return at;
    }
}
