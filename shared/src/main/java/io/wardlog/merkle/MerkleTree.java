package io.wardlog.merkle;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Roots and inclusion proofs over a list of leaf data (RFC 6962 section 2.1). */
public final class MerkleTree {

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    /** The hash of one leaf's data: SHA-256( 00 ‖ data ). */
    public static Hash leafHash(byte[] data) {
        return Sha256.of(LEAF, data);
    }

    static Hash nodeHash(Hash left, Hash right) {
        return Sha256.of(NODE, left.bytes(), right.bytes());
    }

    /** The root over the data of the leaves in order; SHA-256 of nothing for none. */
    public static Hash root(List<byte[]> leaves) {
        MerkleRoot root = new MerkleRoot();
        leaves.forEach(root::add);
        return root.root();
    }

    /** The root over digests as leaf data, as a batch's {@code eventRoot}. */
    public static Hash rootOfHashes(List<Hash> leaves) {
        MerkleRoot root = new MerkleRoot();
        leaves.forEach(leaf -> root.add(leaf.bytes()));
        return root.root();
    }

    /**
     * The audit path of one leaf, nearest sibling first (RFC 6962 section 2.1.1).
     *
     * @throws IndexOutOfBoundsException when there is no such leaf
     */
    public static List<Hash> inclusionPath(List<byte[]> leaves, int index) {
        Objects.checkIndex(index, leaves.size());
        List<Hash> level = leaves.stream().map(MerkleTree::leafHash).toList();
        List<Hash> path = new ArrayList<>();
        int at = index;
        while (level.size() > 1) {
            int sibling = at ^ 1;
            if (sibling < level.size()) {
                path.add(level.get(sibling));
            }
            level = parents(level);
            at >>= 1;
        }
        return path;
    }

    /** Pairs are joined; a last one without a partner moves up as it is. */
    private static List<Hash> parents(List<Hash> level) {
        List<Hash> parents = new ArrayList<>(level.size() / 2 + 1);
        for (int i = 0; i + 1 < level.size(); i += 2) {
            parents.add(nodeHash(level.get(i), level.get(i + 1)));
        }
        if (level.size() % 2 == 1) {
            parents.add(level.get(level.size() - 1));
        }
        return parents;
    }

    /** The root that follows from a leaf's data, its index, the tree's size and its audit path; or nothing if they do not fit. */
    public static Optional<Hash> rootFrom(byte[] leaf, long index, long size, List<Hash> path) {
        if (index < 0 || index >= size) {
            return Optional.empty();
        }
        Hash hash = leafHash(leaf);
        long at = index;
        long last = size - 1;
        for (Hash sibling : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if (at % 2 == 1 || at == last) {
                hash = nodeHash(sibling, hash);
                while (at % 2 == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = nodeHash(hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(hash) : Optional.empty();
    }
}
