package io.wardlog.edge.accept;

import java.util.Locale;

/** What the agent takes for the cause of a gap, as {@code agent.gap_declared} says it. */
public enum GapCause {
    /** The device, or the agent, was not there when it happened. */
    OFFLINE,
    /** The agent had no room for the device's messages. */
    DISK_FULL,
    /** The machine was started anew. */
    REBOOT,
    /** The clock was set, so that nobody can tell how long it was. */
    CLOCK_STEP,
    /** Messages of the device were refused for good; each of them is on record. */
    SCHEMA_REJECT,
    /** Nothing that the agent knows of. */
    UNKNOWN;

    /** As the event has it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
