package io.wardlog.verify;

import io.wardlog.chain.ChainId;
import io.wardlog.hash.Hash;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Follows every chain of a stream of records: numbers without holes, each {@code prevHash} the hash before it, the genesis before
 * number 1. A stream may begin and end anywhere in a chain. Records that come late close the hole that they left. Memory: one head a
 * chain, a bounded number of holes, a bounded memory of recent records. Not thread-safe.
 */
public final class ChainVerifier {
    private static final int MAX_HOLES = 10_000;
    private static final int MAX_UNPLACED = 100_000;

    private final Map<ChainId, ChainState> chains = new HashMap<>();
    private final RecentRecords recent = new RecentRecords();
    private final Findings findings;

    /** Hashes of records whose place is not known, oldest first; each accounts for one missing number. */
    private final Set<Hash> unplaced = new LinkedHashSet<>();

    private int holes;

    /** Reports to {@code findings}. */
    public ChainVerifier(Findings findings) {
        this.findings = findings;
    }

    /** The next record, whose own bytes and hash agree. */
    public void accept(Link link) {
        ChainState state = chains.get(link.chain());
        if (state == null) {
            begin(link);
        } else if (link.number() <= state.headNumber) {
            behind(state, link);
        } else {
            ahead(state, link);
        }
    }

    /**
     * What a record says about its place in a chain.
     *
     * @param number its sequence number, from 1
     * @param hash its own event hash, computed
     */
    public record Link(ChainId chain, long number, Hash prevHash, Hash hash, Place place) {}

    /**
     * A record is there, but sealed or unreadable, so that only its hash can be placed.
     *
     * @return false when another one with this hash was there before
     */
    public boolean unplaced(Hash hash) {
        return unplaced.size() < MAX_UNPLACED ? unplaced.add(hash) : !unplaced.contains(hash);
    }

    /** How many chains there are. */
    public long chains() {
        return chains.size();
    }

    /** Reports the holes that are still open. */
    public void finish() {
        for (ChainState state : chains.values()) {
            state.openHoles().filter(hole -> !isAccountedFor(hole)).forEach(this::reportGap);
        }
    }

    private void begin(Link link) {
        Hash genesis = link.chain().genesis();
        ChainState state = new ChainState(link);
        chains.put(link.chain(), state);
        recent.add(state, link);
        if (link.number() > 1) {
            state.add(new Hole(1, link.number() - 1, genesis, link.prevHash(), link.place()));
        } else if (!link.prevHash().equals(genesis)) {
            tampered(link, "it is number 1 and does not link to its chain's genesis");
        }
    }

    private void ahead(ChainState state, Link link) {
        if (link.number() == state.headNumber + 1) {
            if (!state.headIs(link.prevHash())) {
                tampered(link, "its prevHash is not the hash of the record before it");
            }
        } else {
            Hole hole =
                    new Hole(state.headNumber + 1, link.number() - 1, state.headHash, link.prevHash(), link.place());
            if (holes < MAX_HOLES) {
                holes++;
                state.add(hole);
            } else {
                reportGap(hole);
            }
        }
        state.advance(link);
        recent.add(state, link);
    }

    private void behind(ChainState state, Link link) {
        Hole hole = state.takeHole(link.number());
        if (hole != null) {
            fill(state, hole, link);
            return;
        }
        Hash known = recent.find(state, link.number());
        if (known == null) {
            findings.add(
                    Verdict.CORRUPT,
                    link.place(),
                    "a record of this number stands earlier, too far back to be compared; put the records in order");
        } else if (known.equals(link.hash())) {
            findings.add(Verdict.CORRUPT, link.place(), "the same record stands a second time");
        } else {
            findings.add(Verdict.FORKED, link.place(), "another record claims the same number of the chain");
            state.fork(link);
        }
    }

    private void fill(ChainState state, Hole hole, Link link) {
        findings.add(Verdict.CORRUPT, link.place(), "the record stands out of order");
        if (link.number() == hole.first() && !link.prevHash().equals(hole.before())) {
            tampered(link, "its prevHash is not the hash of the record before it");
        }
        if (link.number() == hole.last() && !link.hash().equals(hole.after())) {
            tampered(link, "the record after it does not link to it");
        }
        hole.split(link).forEach(state::add);
        recent.add(state, link);
    }

    private boolean isAccountedFor(Hole hole) {
        if (hole.size() > unplaced.size() || !unplaced.remove(hole.after())) {
            return false;
        }
        var others = unplaced.iterator();
        for (long left = hole.size() - 1; left > 0; left--) {
            others.next();
            others.remove();
        }
        return true;
    }

    private void reportGap(Hole hole) {
        String missing = hole.size() == 1
                ? "record " + hole.first() + " of the chain is missing"
                : "records " + hole.first() + " to " + hole.last() + " of the chain are missing";
        findings.add(Verdict.GAP_UNEXPLAINED, hole.place(), missing + " before this one");
    }

    private void tampered(Link link, String reason) {
        findings.add(Verdict.TAMPERED, link.place(), reason);
    }
}
