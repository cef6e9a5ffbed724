package io.wardlog.batch;

import io.wardlog.hash.Hash;

/**
 * Where a batch stands in its agent's epoch.
 *
 * @param batchSequence 1, 2, 3 …
 * @param prevBatchHash hash of the batch before, or {@link AgentEpoch#genesis()}
 * @param firstIndex 0-based index of its first event in the epoch
 * @param count its events, 0 to 4,096; 0 is a heartbeat
 */
public record BatchPosition(long batchSequence, Hash prevBatchHash, long firstIndex, int count) {

    /** Where the first batch of an epoch stands. */
    public static BatchPosition first(AgentEpoch epoch, int count) {
        return new BatchPosition(1, epoch.genesis(), 0, count);
    }

    /** Where the batch right after this one stands. */
    public BatchPosition next(Hash thisBatchHash, int nextCount) {
        return new BatchPosition(batchSequence + 1, thisBatchHash, firstIndex + count, nextCount);
    }
}
