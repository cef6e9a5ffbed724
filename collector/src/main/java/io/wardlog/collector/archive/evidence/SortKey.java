package io.wardlog.collector.archive.evidence;

import io.wardlog.hash.Hash;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Keys whose unsigned byte order is the order of their parts, one after the other. */
final class SortKey {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    /** Identifiers hold no zero byte, so it ends one below everything that goes on. */
    SortKey text(String part) {
        out.writeBytes(part.getBytes(StandardCharsets.UTF_8));
        out.write(0);
        return this;
    }

    /** A number that is not negative. */
    SortKey number(long part) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(part).array());
        return this;
    }

    SortKey hash(Hash part) {
        out.writeBytes(part.bytes());
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
