package io.wardlog.collector.custody;

import io.wardlog.hash.Hash;

/**
 * An unbroken stretch of batches of one epoch. An epoch without a gap is one stretch that begins with batch 1.
 *
 * @param id names the stretch within its epoch; the chains' runs are kept under it
 * @param first the first batch's number
 * @param firstPrevHash the first batch's {@code prevBatchHash}
 * @param firstIndex the first batch's first event index
 * @param last the last batch's number
 * @param lastHash the last batch's hash
 * @param nextIndex the event index that comes after the last batch
 */
record Stretch(int id, long first, Hash firstPrevHash, long firstIndex, long last, Hash lastHash, long nextIndex) {
    boolean holds(long sequence) {
        return first <= sequence && sequence <= last;
    }

    boolean beginsTheEpoch() {
        return first == 1;
    }

    boolean isFollowedBy(Stretch next) {
        return last + 1 == next.first && lastHash.equals(next.firstPrevHash) && nextIndex == next.firstIndex;
    }

    /** Both as one, under this one's id. */
    Stretch through(Stretch next) {
        return new Stretch(id, first, firstPrevHash, firstIndex, next.last, next.lastHash, next.nextIndex);
    }
}
