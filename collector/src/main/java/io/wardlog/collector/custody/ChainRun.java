package io.wardlog.collector.custody;

import io.wardlog.hash.Hash;

/**
 * Consecutive events of one chain: how they attach to what is before, and where they end. Inside a run each event links to the one
 * before it. The same form describes what one batch holds of a chain and what a whole stretch of batches holds.
 *
 * @param firstNumber the first event's sequence number, from 1
 * @param firstPrevHash the first event's {@code prevHash}
 * @param lastNumber the last event's sequence number
 * @param lastHash the last event's hash
 */
public record ChainRun(long firstNumber, Hash firstPrevHash, long lastNumber, Hash lastHash) {
    /** Whether {@code next} begins right where this run ends. */
    boolean isFollowedBy(ChainRun next) {
        return next.firstNumber == lastNumber + 1 && next.firstPrevHash.equals(lastHash);
    }

    /** This run's beginning with {@code next}'s end, unless that would go backwards. */
    ChainRun through(ChainRun next) {
        return next.lastNumber <= lastNumber
                ? this
                : new ChainRun(firstNumber, firstPrevHash, next.lastNumber, next.lastHash);
    }
}
