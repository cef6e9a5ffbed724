package io.wardlog.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Gathers findings in bounded memory: every one is counted, the first ones of each verdict are kept. Not thread-safe. */
public final class Findings {
    private final int keepOfEach;
    private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    private final List<Finding> kept = new ArrayList<>();

    /** Keeps up to {@code keepOfEach} findings of each verdict. */
    public Findings(int keepOfEach) {
        this.keepOfEach = keepOfEach;
    }

    /** Adds one. */
    public void add(Verdict verdict, Place place, String reason) {
        if (counts.merge(verdict, 1L, Long::sum) <= keepOfEach) {
            kept.add(new Finding(verdict, place, reason));
        }
    }

    /** The worst so far; {@code VERIFIED} when there is none. */
    public Verdict verdict() {
        return counts.keySet().stream().reduce(Verdict.VERIFIED, Verdict::and);
    }

    /** How many of each, worst first. */
    public Map<Verdict, Long> counts() {
        return new EnumMap<>(counts);
    }

    /** The kept ones in the order in which they were found. */
    public List<Finding> kept() {
        return List.copyOf(kept);
    }
}
