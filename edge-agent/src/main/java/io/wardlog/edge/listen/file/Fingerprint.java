package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.entry.FilePosition;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * What the bytes of a file before an offset are known again by: half of it is made of the SHA-256 of the first {@value #SPAN} of them, half of that
 * of all, both with the agent's key ({@link FileFingerprints}). The first half says soon that a file is another, the second that nothing in it is.
 */
final class Fingerprint {

    /** How many bytes the first half is of. */
    static final int SPAN = FilePosition.SPAN;

    private Fingerprint() {}

    /** @throws EOFException when there are fewer bytes */
    static byte[] read(FileChannel file, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("fewer than " + (from + count) + " bytes");
            }
        }
        return bytes.array();
    }
}
