package io.wardlog.chain;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;

/** The event hash: SHA-256( {@code "wardlog/event/v1\n"} ‖ canonical bytes ). */
public final class EventHash {

    private static final byte[] TAG = "wardlog/event/v1\n".getBytes(StandardCharsets.US_ASCII);

    private EventHash() {}

    /** The hash of an event's canonical bytes. */
    public static Hash of(byte[] canonicalEvent) {
        return Sha256.of(TAG, canonicalEvent);
    }

    /** The same over a part of an array. */
    public static Hash of(byte[] source, int offset, int length) {
        return Sha256.ofTagged(TAG, source, offset, length);
    }
}
