package io.wardlog.merkle;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.util.ArrayList;
import java.util.List;

/** A root that grows leaf by leaf in memory of the logarithm of the size. Not thread-safe. */
public final class MerkleRoot {

    /** The roots of the perfect subtrees, largest first; their sizes are the set bits of {@link #size}. */
    private final List<Hash> peaks = new ArrayList<>();

    private long size;

    /** Adds a leaf's data. */
    public void add(byte[] data) {
        Hash hash = MerkleTree.leafHash(data);
        for (long bits = size; (bits & 1) == 1; bits >>= 1) {
            hash = MerkleTree.nodeHash(peaks.remove(peaks.size() - 1), hash);
        }
        peaks.add(hash);
        size++;
    }

    /** How many leaves there are. */
    public long size() {
        return size;
    }

    /** The root over all leaves so far; SHA-256 of nothing when there are none. */
    public Hash root() {
        if (peaks.isEmpty()) {
            return Sha256.of();
        }
        Hash root = peaks.get(peaks.size() - 1);
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = MerkleTree.nodeHash(peaks.get(i), root);
        }
        return root;
    }
}
