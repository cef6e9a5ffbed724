package io.wardlog.edge.journal;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;

/** How the journal is written, and how much disk it takes. */
public record JournalConfig(
        @Doc(
                "The most that the journal may hold, but for up to three segments more after starts on a full one; at least three segments.")
        @Default("8GiB")
        DataSize quota,

        @Doc("The size of one file, allocated as a whole ahead of use; a multiple of 64 KiB.")
        @Default("64MiB")
        @Range(min = "4MiB", max = "1GiB")
        DataSize segment,

        @Doc(
                "The least room that only critical events and the agent's own records may use, beside the last twentieth of what the journal can hold; at most half a segment.")
        @Default("16MiB")
        DataSize criticalReserve,

        @Doc(
                "How new files are written: chronicle (Chronicle Queue) or segment (plain files). Both are read, whatever is set: it may change at any start.")
        @Default("chronicle")
        Kind kind,

        @Doc(
                "Diagnostic: acknowledges what is on no disk yet, to measure what syncs cost. A power cut loses acknowledged events. Only on a dataDir of its own, which no agent that syncs takes afterwards.")
        @Default("false")
        boolean insecureWithoutSync) {

    /** How the files of a journal are written. */
    public enum Kind {
        /** By Chronicle Queue. */
        CHRONICLE,
        /** As plain files. */
        SEGMENT
    }

    public JournalConfig {
        new JournalLimits(segment.bytes(), quota.bytes(), criticalReserve.bytes());
    }

    /** The same as the journal takes it. */
    public JournalLimits limits() {
        return new JournalLimits(segment.bytes(), quota.bytes(), criticalReserve.bytes());
    }
}
