package io.wardlog.verify;

import io.wardlog.hash.Hash;
import io.wardlog.verify.ChainVerifier.Link;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Where one chain stands while it is being read. */
final class ChainState {
    /** Open holes by their first number; made when the first one opens. */
    private TreeMap<Long, Hole> holes;

    private Hash forkedHead;

    long headNumber;
    Hash headHash;

    ChainState(Link first) {
        headNumber = first.number();
        headHash = first.hash();
    }

    void advance(Link link) {
        headNumber = link.number();
        headHash = link.hash();
        forkedHead = null;
    }

    /** Another record with the head's number: what follows may link to either. */
    void fork(Link link) {
        if (link.number() == headNumber) {
            forkedHead = link.hash();
        }
    }

    boolean headIs(Hash hash) {
        return hash.equals(headHash) || hash.equals(forkedHead);
    }

    void add(Hole hole) {
        if (holes == null) {
            holes = new TreeMap<>();
        }
        holes.put(hole.first(), hole);
    }

    /** Removes and answers the hole with this number, or null. */
    Hole takeHole(long number) {
        Map.Entry<Long, Hole> nearest = holes == null ? null : holes.floorEntry(number);
        if (nearest == null || !nearest.getValue().contains(number)) {
            return null;
        }
        holes.remove(nearest.getKey());
        return nearest.getValue();
    }

    /** The holes between records: one that reaches down to number 1 lies before the stream, and is none. */
    Stream<Hole> openHoles() {
        return holes == null ? Stream.empty() : holes.values().stream().filter(hole -> hole.first() > 1);
    }
}
