package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a file begins with, to compare it with others. Large ones are read in steps: what is not known yet is absent, and known when it
 * is asked again. Cheapest when asked in the order of offsets. Confined to the file listener's thread.
 */
final class Prefixes {

    private static final int BUFFER = 64 * 1024;
    private static final int MOST_KEPT = 1_024;

    private final FileChannel channel;
    private final Map<Long, Hash> known = new HashMap<>();
    private final FileFingerprints fingerprints;
    private Beginning read;

    Prefixes(FileChannel channel, FileFingerprints fingerprints) {
        this.channel = channel;
        this.fingerprints = fingerprints;
        this.read = new Beginning(fingerprints);
    }

    /** The fingerprint of the first {@code offset} bytes, of which there are as many. */
    Optional<Hash> fingerprint(long offset) throws IOException {
        if (channel.size() < read.length()) {
            clear(); // it was cut
        }
        Hash is = known.get(offset);
        if (is == null) {
            if (read.length() > offset) {
                read = new Beginning(fingerprints);
            }
            read.readOn(channel, offset);
            if (read.length() < offset) {
                return Optional.empty();
            }
            is = read.fingerprint();
            if (known.size() == MOST_KEPT) {
                known.clear();
            }
            known.put(offset, is);
        }
        return Optional.of(is);
    }

    /** Its first bytes, of which there are as many. */
    byte[] first(int count) throws IOException {
        return Fingerprint.read(channel, 0, count);
    }

    /** The first half of a fingerprint of {@value Fingerprint#SPAN} bytes or more that begin with these, or of fewer that are these. */
    byte[] half(byte[] first) {
        return fingerprints.half(Sha256.of(first));
    }

    /** The byte behind the last end of a line among the first {@code offset} bytes, 0 when there is none. */
    long lineEnd(long offset) throws IOException {
        for (long end = offset; end > 0; ) {
            int count = (int) Math.min(BUFFER, end);
            byte[] bytes = Fingerprint.read(channel, end - count, count);
            for (int i = count - 1; i >= 0; i--) {
                if (bytes[i] == '\n') {
                    return end - count + i + 1;
                }
            }
            end -= count;
        }
        return 0;
    }

    /** Nothing is known any more. */
    void clear() {
        known.clear();
        read = new Beginning(fingerprints);
    }
}
