package io.wardlog.verify;

import io.wardlog.hash.Hash;
import io.wardlog.verify.ChainVerifier.Link;

/** Remembers the hashes of the last records, to tell a repeat from a fork. Looking up is slow and rare. */
final class RecentRecords {
    private static final int SIZE = 16_384;

    private final ChainState[] chains = new ChainState[SIZE];
    private final long[] numbers = new long[SIZE];
    private final Hash[] hashes = new Hash[SIZE];
    private int next;

    void add(ChainState chain, Link link) {
        chains[next] = chain;
        numbers[next] = link.number();
        hashes[next] = link.hash();
        next = (next + 1) % SIZE;
    }

    /** The hash of the record with this number, or null when it is not remembered. */
    Hash find(ChainState chain, long number) {
        for (int i = 0; i < SIZE; i++) {
            if (chains[i] == chain && numbers[i] == number) {
                return hashes[i];
            }
        }
        return null;
    }
}
