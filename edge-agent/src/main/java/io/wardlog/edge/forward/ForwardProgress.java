package io.wardlog.edge.forward;

/**
 * What forwarding did so far, for metrics and the status page; one value at a time, safe for any thread.
 *
 * @param state what it does now
 * @param connected whether the last call was answered by a collector that is to be believed
 * @param deliveredBytes frame bytes for which a receipt is here
 * @param deliveredEvents events for which a receipt is here
 * @param unsentEvents events in the journal without a receipt, as far as read
 * @param oldestUnsentMicros when the oldest of them came in, microseconds since 1970; 0 when there is none
 * @param lastReceiptMicros when the last receipt came, 0 for never since the start
 * @param lastProblem why it waits, empty when all is well; an error code or a short reason
 */
public record ForwardProgress(
        Forwarder.State state,
        boolean connected,
        long deliveredBytes,
        long deliveredEvents,
        long unsentEvents,
        long oldestUnsentMicros,
        long lastReceiptMicros,
        String lastProblem) {

    /** Before forwarding began. */
    public static final ForwardProgress NONE =
            new ForwardProgress(Forwarder.State.CONNECTING, false, 0, 0, 0, 0, 0, "");
}
