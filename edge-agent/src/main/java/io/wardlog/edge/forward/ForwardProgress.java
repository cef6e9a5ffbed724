package io.wardlog.edge.forward;

import io.wardlog.batch.ConfirmedHead;
import java.util.Optional;

/**
 * What forwarding did so far, for metrics and the status page; one value at a time, safe for any thread.
 *
 * @param state what it does now
 * @param connected whether the last call was answered by a collector that is to be believed
 * @param deliveredBytes frame bytes for which a receipt is here
 * @param deliveredEvents events for which a receipt is here
 * @param backlog what has no receipt
 * @param confirmation what custody has confirmed
 * @param lastReceiptMicros when the last receipt came, 0 for never since the start
 * @param lastProblem why it waits, empty when all is well; an error code or a short reason
 */
public record ForwardProgress(
        Forwarder.State state,
        boolean connected,
        long deliveredBytes,
        long deliveredEvents,
        Backlog backlog,
        Confirmation confirmation,
        long lastReceiptMicros,
        String lastProblem) {

    /** Before forwarding began. */
    public static final ForwardProgress NONE = new ForwardProgress(
            Forwarder.State.CONNECTING,
            false,
            0,
            0,
            new Backlog(0, 0, 0),
            new Confirmation(0, Optional.empty()),
            0,
            "");

    /** Events without a receipt in what is read of the journal. */
    public long unsentEvents() {
        return backlog.events();
    }

    /**
     * What custody has confirmed; only that can be pruned.
     *
     * @param batches how many batches are not confirmed
     * @param status what custody said last, absent when it has not said anything
     */
    public record Confirmation(int batches, Optional<ConfirmedHead.Status> status) {
        /** Whether something is wrong that a person should look at. */
        public boolean isTrouble() {
            return status.filter(said -> said != ConfirmedHead.Status.OK).isPresent();
        }
    }

    /**
     * What has no receipt.
     *
     * @param events how many, in what is read of the journal
     * @param readEnd so far it is read, exclusive
     * @param oldestMicros since about when the oldest of them waits, microseconds since 1970; 0 when there is none
     */
    public record Backlog(long events, long readEnd, long oldestMicros) {

        /**
         * How many events have no receipt when the journal ends before {@code nextOrdinal}: what is not read is counted as
         * events, which most of it is, so that 0 is said only when there is none.
         */
        public long eventsBelow(long nextOrdinal) {
            return events + Math.max(0, nextOrdinal - readEnd);
        }
    }
}
