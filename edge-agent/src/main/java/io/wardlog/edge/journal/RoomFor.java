package io.wardlog.edge.journal;

/** For what room in the journal is asked. Each may use all that is kept for those before it, and leaves what is kept for those behind it. */
public enum RoomFor {
    /** What devices send: refused first. */
    ORDINARY,
    /** {@code CRITICAL} events. */
    CRITICAL,
    /** What the agent says of itself. */
    OWN,
    /** The beginning of an epoch, and the batches of events: without them nothing is ever confirmed, and so nothing pruned. */
    CUSTODY
}
