package io.wardlog.edge.listen.file;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * What the bytes of a file before an offset are known again by: 16 bytes of the SHA-256 of the first {@value #SPAN} of them, 16 of that of
 * all. The first half says soon that a file is another, the second that nothing in it is.
 */
final class Fingerprint {

    /** How many bytes the first half is of. */
    static final int SPAN = 256;

    private static final int HALF = Hash.LENGTH / 2;

    private Fingerprint() {}

    static Hash ofNothing() {
        return new Beginning().fingerprint();
    }

    /** Of these first bytes, and the SHA-256 of all. */
    static Hash of(byte[] first, byte[] all) {
        byte[] both = Arrays.copyOf(Sha256.of(first).bytes(), Hash.LENGTH);
        System.arraycopy(all, 0, both, HALF, HALF);
        return Hash.of(both);
    }

    /** Whether a fingerprint of {@code offset} bytes, or {@value #SPAN} if that is fewer, begins with these. */
    static boolean begins(Hash fingerprint, byte[] first) {
        return Arrays.equals(fingerprint.bytes(), 0, HALF, Sha256.of(first).bytes(), 0, HALF);
    }

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
