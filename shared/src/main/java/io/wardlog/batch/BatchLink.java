package io.wardlog.batch;

import io.wardlog.hash.Hash;

/** One batch named from elsewhere: its epoch, number and hash; a header's {@code previous}, a receipt's {@code confirmed}. */
public record BatchLink(String epoch, long batchSequence, Hash batchHash) {

    /** Whether it was sealed later than another one of its agent: epochs are UUIDv7, which sort by the time they were made. */
    public boolean isAfter(BatchLink other) {
        int byEpoch = epoch.compareTo(other.epoch);
        return byEpoch != 0 ? byEpoch > 0 : batchSequence > other.batchSequence;
    }
}
