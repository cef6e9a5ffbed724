package io.wardlog.edge.simulation;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The steps of writing at which {@link FileStorage} cuts the power, and how it waits for them. */
enum CutStep {
    /** What a start does before it takes anything: finds out what there is, removes what is left over, begins a file. */
    START("start:.*", 8, 200),
    /** The next file is prepared beside the writer. */
    SPARE("spare:.*", 5, 5_000),
    /** The writer goes over to it. */
    ROLL("append of .*(spare|zeroed|truncate|directory).*", 5, 5_000),
    /** A group that reaches into the file's next block, where Chronicle maps another piece of it; into the last one the file grows, too. */
    BLOCK("append of .* into block .*", 5, 5_000),
    /** Groups by what is in them: written, and synced. */
    EVENTS("append of events:.*", 60, 200),
    BATCH("append of (batch|others):.*", 40, 200),
    RECEIPT("append of (receipt|confirmed):.*", 40, 200),
    SNAPSHOT("snapshot:.*", 1, 5_000),
    PRUNE("prune:.*", 1, 5_000);

    private final Pattern where;
    private final int longestQuiet;
    private final int patience;

    CutStep(String where, int longestQuiet, int patience) {
        this.where = Pattern.compile(where);
        this.longestQuiet = longestQuiet;
        this.patience = patience;
    }

    /** Which one it was. */
    static CutStep of(String step) {
        return Stream.of(values())
                .filter(each -> each.where.matcher(step).matches())
                .findFirst()
                .orElseThrow();
    }

    /** At which one the world of a seed is cut most often. */
    static CutStep aimOf(long seed) {
        return values()[(int) Math.floorMod(seed, (long) values().length)];
    }

    /** For fewer moments than so many nothing happens before it is waited for. */
    int longestQuiet() {
        return longestQuiet;
    }

    /** After so many moments more the power goes at any. */
    int patience() {
        return patience;
    }

    /** Whether it comes only when files are full: then messages are long, and there are few files. */
    boolean needsFullFiles() {
        return this == SPARE || this == ROLL || this == BLOCK || this == PRUNE;
    }

    /** How many settings most messages name: twelve are three kilobytes. */
    int settings() {
        return this == BLOCK ? 40 : needsFullFiles() ? 12 : 0;
    }

    /** How many blocks a file has. */
    int blocks() {
        return this == BLOCK ? 4 : 1;
    }

    /** Whether it comes only when batches come to the collector, which faults on the way delay. */
    boolean needsCollector() {
        return this == RECEIPT || this == PRUNE;
    }

    /** How much slower than others devices are to send, so that this comes often. */
    int pace() {
        return this == SNAPSHOT ? 10 : 1;
    }
}
