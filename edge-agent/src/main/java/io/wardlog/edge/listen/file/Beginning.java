package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;

/** The bytes of a file from its first to some place, as what they are known again by. Grows; not thread-safe. */
final class Beginning {

    /** So much is read at a time; whoever wants more asks again, and others have their turn. */
    private static final int STEP = 4 * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final FileFingerprints fingerprints;
    private final MessageDigest all;
    private byte[] first;
    /** The half of a fingerprint that is of {@link #first}; null when that has grown since. */
    private byte[] firstHalf;

    private byte[] last;
    private long length;

    /** No bytes yet. */
    Beginning(FileFingerprints fingerprints) {
        this(fingerprints, Sha256.newDigest(), new byte[0], new byte[0], 0);
    }

    private Beginning(FileFingerprints fingerprints, MessageDigest all, byte[] first, byte[] last, long length) {
        this.fingerprints = fingerprints;
        this.all = all;
        this.first = first;
        this.last = last;
        this.length = length;
    }

    /** One that grows on its own. */
    Beginning copy() {
        Beginning copy = new Beginning(fingerprints, copyOfAll(), first, last, length);
        copy.firstHalf = firstHalf;
        return copy;
    }

    private MessageDigest copyOfAll() {
        try {
            return (MessageDigest) all.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }

    long length() {
        return length;
    }

    /** What the bytes are known again by, see {@link Fingerprint}. */
    Hash fingerprint() {
        if (firstHalf == null) {
            firstHalf = fingerprints.half(Sha256.of(first));
        }
        return FileFingerprints.joined(
                firstHalf, fingerprints.half(Hash.of(copyOfAll().digest())));
    }

    /** These are the next bytes. */
    void add(byte[] bytes, int from, int count) {
        all.update(bytes, from, count);
        if (first.length < Fingerprint.SPAN) {
            first = joined(first, bytes, from, Math.min(count, Fingerprint.SPAN - first.length));
            firstHalf = null;
        }
        if (count >= Fingerprint.SPAN) {
            last = Arrays.copyOfRange(bytes, from + count - Fingerprint.SPAN, from + count);
        } else {
            byte[] more = joined(last, bytes, from, count);
            last = Arrays.copyOfRange(more, Math.max(0, more.length - Fingerprint.SPAN), more.length);
        }
        length += count;
    }

    /**
     * Reads on in the file, to {@code end} or for a bounded time.
     *
     * @throws EOFException when it has fewer bytes
     */
    void readOn(FileChannel file, long end) throws IOException {
        if (file.size() < end) {
            throw new EOFException("fewer than " + end + " bytes");
        }
        long until = Math.min(end, length + STEP);
        while (length < until) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(BUFFER, until - length));
            int count = file.read(bytes, length);
            if (count < 0) {
                throw new EOFException("fewer than " + end + " bytes");
            }
            add(bytes.array(), 0, count);
        }
    }

    /** Whether the file's bytes before this place are still the same, as far as the last {@value Fingerprint#SPAN} tell. */
    boolean standsIn(FileChannel file) throws IOException {
        try {
            return Arrays.equals(Fingerprint.read(file, length - last.length, last.length), last);
        } catch (EOFException cut) {
            return false;
        }
    }

    private static byte[] joined(byte[] one, byte[] other, int from, int count) {
        byte[] both = Arrays.copyOf(one, one.length + count);
        System.arraycopy(other, from, both, one.length, count);
        return both;
    }
}
