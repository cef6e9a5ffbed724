package io.wardlog.verify;

import java.util.Locale;

/** What evidence shows, worst first; verdicts add up to the worst (docs/formats.md section 7). */
public enum Verdict {
    /** Well-formed, but contradicts a hash or a signature. */
    TAMPERED,
    /** A log showed different people different histories. */
    SPLIT_VIEW,
    /** Two different records or batches claim the same place. */
    FORKED,
    /** A key was revoked before it signed. */
    KEY_REVOKED,
    /** Does not parse, or breaks its frame, its canonical form or its order. */
    CORRUPT,
    /** Records are missing and nothing signed says why. */
    GAP_UNEXPLAINED,
    /** A disclosure is missing that nothing signed withholds. */
    DISCLOSURE_MISSING,
    /** The evidence ends before it is whole. */
    INCOMPLETE,
    /** An unknown version or algorithm, or a key that is not at hand. */
    UNVERIFIABLE,
    /** Not yet in a checkpoint of the transparency log. */
    NOT_YET_ANCHORED,
    /** Kept, in its place, and kept from default views. */
    QUARANTINED,
    /** Records are missing and something signed says why. */
    GAP_EXPLAINED,
    /** Removed under a signed prune statement. */
    PRUNED_BY_POLICY,
    /** A disclosure's key was destroyed under a logged tombstone. */
    ERASED,
    /** A disclosure is left out under a signed manifest. */
    WITHHELD,
    /** Every check that the evidence allows was made, and holds. */
    VERIFIED;

    /** The worse of the two. */
    public Verdict and(Verdict other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** Whether it is {@code QUARANTINED} or better: what exit code 0 stands for. */
    public boolean isAcceptable() {
        return compareTo(QUARANTINED) >= 0;
    }

    /** The name in prose: {@code gap unexplained}. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
