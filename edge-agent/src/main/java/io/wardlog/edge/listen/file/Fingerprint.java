package io.wardlog.edge.listen.file;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * What a file is known again by: 16 bytes of the SHA-256 of its first bytes, 16 of that of the last bytes before an offset, of
 * at most {@value #SPAN} bytes each. The first half tells a file from another, the second notices that it was cut and written anew.
 */
final class Fingerprint {

    /** How many bytes at each end. */
    static final int SPAN = 256;

    static final Hash OF_NOTHING = of(new byte[0], new byte[0]);

    private static final int HALF = Hash.LENGTH / 2;

    private Fingerprint() {}

    /** Of these first and last bytes. */
    static Hash of(byte[] first, byte[] last) {
        byte[] both = Arrays.copyOf(Sha256.of(first).bytes(), Hash.LENGTH);
        System.arraycopy(Sha256.of(last).bytes(), 0, both, HALF, HALF);
        return Hash.of(both);
    }

    /**
     * Of a file's first {@code offset} bytes.
     *
     * @throws EOFException when it has fewer
     */
    static Hash of(FileChannel file, long offset) throws IOException {
        int span = (int) Math.min(SPAN, offset);
        return of(read(file, 0, span), read(file, offset - span, span));
    }

    /** Whether two files begin alike, as far as both fingerprints were taken of as many first bytes. */
    static boolean beginAlike(Hash one, Hash other) {
        return Arrays.equals(one.bytes(), 0, HALF, other.bytes(), 0, HALF);
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
