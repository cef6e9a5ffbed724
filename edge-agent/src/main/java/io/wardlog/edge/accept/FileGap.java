package io.wardlog.edge.accept;

import java.util.Locale;

/**
 * That lines of a file may be missing, since it was last read.
 *
 * @param cause what the agent takes for the cause
 * @param over whether what comes from now on is read; else the silence lasts
 */
public record FileGap(Cause cause, boolean over) {

    /** As {@code agent.gap_declared} says it. */
    public enum Cause {
        /** The agent was not there when it happened. */
        OFFLINE,
        /** Somebody cut the file, or wrote it anew. */
        UNKNOWN;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
