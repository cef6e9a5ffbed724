package io.wardlog.event;

/** How much an event matters to a patient, least first; {@link #compareTo} orders by it. */
public enum Criticality {
    LOW,
    NORMAL,
    HIGH,
    CRITICAL;

    /** The greater of the two. */
    public Criticality atLeast(Criticality other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
