package io.wardlog.edge.accept;

/**
 * That lines of a file may be missing, since it was last read.
 *
 * @param cause {@link GapCause#OFFLINE} when the agent was not there, {@link GapCause#UNKNOWN} when somebody cut the file or wrote it anew
 * @param over whether what comes from now on is read; else the silence lasts
 */
public record FileGap(GapCause cause, boolean over) {}
