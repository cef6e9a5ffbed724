package io.wardlog.edge.forward;

import io.wardlog.batch.ConfirmedHead;
import java.time.Duration;
import java.util.Optional;

/**
 * What forwarding did so far, for metrics and the status page; one value at a time, safe for any thread.
 *
 * @param state what it does now
 * @param heard what was heard of the collector
 * @param deliveredBytes frame bytes for which a receipt is here
 * @param deliveredEvents events for which a receipt is here
 * @param backlog what has no receipt
 * @param confirmation what custody has confirmed
 * @param lastProblem what failed last, empty when a receipt came since; an error code or a short reason
 */
public record ForwardProgress(
        Forwarder.State state,
        Heard heard,
        long deliveredBytes,
        long deliveredEvents,
        Backlog backlog,
        Confirmation confirmation,
        String lastProblem) {

    /** Before forwarding began. */
    public static final ForwardProgress NONE = new ForwardProgress(
            Forwarder.State.CONNECTING,
            new Heard(false, Optional.empty(), Optional.empty()),
            0,
            0,
            new Backlog(0, 0, 0),
            new Confirmation(0, Optional.empty()),
            "");

    /** Events without a receipt in what is read of the journal. */
    public long unsentEvents() {
        return backlog.events();
    }

    /**
     * Whether batches get receipts now. A batch goes every ten seconds, even when there is nothing to say, and its receipt is signed for this
     * very batch: without one for so long something on the way is silent, whatever else looks well. A connection that stands, and a
     * head that is signed, are no receipt.
     *
     * @param nanoTime the steady clock now
     * @param lately for how long a receipt counts
     */
    public boolean isConnected(long nanoTime, Duration lately) {
        return heard.answered()
                && heard.receipt()
                        .filter(at -> nanoTime - at.nanos() <= lately.toNanos())
                        .isPresent();
    }

    /**
     * What was heard of the collector.
     *
     * @param answered whether the last call was answered by a collector that is to be believed
     * @param receipt when the last receipt came, absent for never since the start
     * @param clock what its signed times say of the gateway's clock, absent before the first
     */
    public record Heard(boolean answered, Optional<Moment> receipt, Optional<SeenClock> clock) {}

    /** A moment on both clocks: microseconds since 1970, and nanoseconds of the steady one. */
    public record Moment(long micros, long nanos) {}

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
