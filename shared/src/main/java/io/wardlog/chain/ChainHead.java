package io.wardlog.chain;

import io.wardlog.hash.Hash;

/**
 * Where a chain stands: the last event's sequence number and hash; number 0 with the genesis hash when there is none yet.
 */
public record ChainHead(long sequenceNumber, Hash eventHash) {

    public ChainHead {
        if (sequenceNumber < 0) {
            throw new IllegalArgumentException("sequence numbers start at 1; 0 stands for none yet");
        }
    }

    /** The head of a chain without events. */
    public static ChainHead genesis(ChainId chain) {
        return new ChainHead(0, chain.genesis());
    }

    /** The head after one more event with this hash. */
    public ChainHead next(Hash hash) {
        return new ChainHead(sequenceNumber + 1, hash);
    }

    /** Whether an event with this number and predecessor comes right after this head. */
    public boolean isFollowedBy(long number, Hash prevHash) {
        return number == sequenceNumber + 1 && prevHash.equals(eventHash);
    }
}
