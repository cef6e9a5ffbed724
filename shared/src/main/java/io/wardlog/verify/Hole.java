package io.wardlog.verify;

import io.wardlog.hash.Hash;
import io.wardlog.verify.ChainVerifier.Link;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers of a chain that have not been seen.
 *
 * @param first the first missing number
 * @param last the last missing number
 * @param before the hash that record {@code first} must link to
 * @param after the hash that record {@code last} must have
 * @param place the record after the hole
 */
record Hole(long first, long last, Hash before, Hash after, Place place) {
    long size() {
        return last - first + 1;
    }

    boolean contains(long number) {
        return number >= first && number <= last;
    }

    /** What stays open when a record of this hole turns up. */
    List<Hole> split(Link link) {
        List<Hole> rest = new ArrayList<>(2);
        if (link.number() > first) {
            rest.add(new Hole(first, link.number() - 1, before, link.prevHash(), link.place()));
        }
        if (link.number() < last) {
            rest.add(new Hole(link.number() + 1, last, link.hash(), after, place));
        }
        return rest;
    }
}
