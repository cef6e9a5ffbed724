package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.edge.writer.AgentClock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * What custody's word of this agent means for sending: when a collector is asked for it, and whether what is not confirmed is then sent
 * again. The forwarder's thread only.
 */
final class CustodyWord {

    /** A gap that custody reports is closed by sending again, when it has said the same for so long. */
    private static final Duration GAP_PATIENCE = Duration.ofMinutes(5);

    /** So is what custody does not come to although it has its receipt. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A collector that cannot tell is left in peace for so long. */
    private static final Backoff.Range NOT_TOLD = new Backoff.Range(SealSchedule.INTERVAL, Duration.ofMinutes(1));

    private final SendQueue queue;
    private final AgentClock clock;
    private final Backoff pauses;
    private final Standstill standstill = new Standstill(PATIENCE);
    private final Standstill gapStandstill = new Standstill(GAP_PATIENCE);
    private Optional<BatchLink> said = Optional.empty();
    private boolean gap;
    private boolean owed;
    private long heardNanos;
    private long pauseEndsNanos;

    /** @param random for jitter, from 0 to below 1 */
    CustodyWord(SendQueue queue, AgentClock clock, DoubleSupplier random) {
        this.queue = queue;
        this.clock = clock;
        this.pauses = new Backoff(random);
        this.pauseEndsNanos = clock.nanoTime();
    }

    /** Custody has told, and all that it has not confirmed is sent again from now on. */
    void connected() {
        long now = clock.nanoTime();
        gap = false;
        owed = false;
        heardNanos = now;
        standstill.connected(now);
        gapStandstill.connected(now);
        pauses.succeeded();
    }

    /** Sending goes on, and the collectors could not tell where from: when one can, that is as at a connection. */
    void owe() {
        owed = true;
    }

    /** A collector could not tell: none is asked for a while. */
    void notTold(UplinkAnswer.Unavailable answer) {
        Duration pause = answer.atLeast(pauses.next(NOT_TOLD));
        pauseEndsNanos = clock.nanoTime() + pause.toNanos();
    }

    /** Custody misses batches: it says so, or it says less than it did. */
    void hear(Optional<ConfirmedHead> head) {
        said = head.map(ConfirmedHead::batch);
        heardNanos = clock.nanoTime();
        gap = head.filter(word -> word.status() == ConfirmedHead.Status.GAP).isPresent() || queue.isLess(said);
    }

    /** A collector that has just started gives receipts before it knows custody's word: then it is asked. */
    void hearFromReceipt(Optional<ConfirmedHead> head) {
        if (head.isPresent() || !queue.isLess(Optional.empty())) {
            hear(head);
        }
    }

    boolean mayBeAsked() {
        return clock.nanoTime() - pauseEndsNanos >= 0;
    }

    /** Whether to ask as at a connection before anything more is sent: the word may be that this journal is an old copy, and what it sends forks. */
    boolean isOwed() {
        return owed && mayBeAsked();
    }

    /** Whether to ask as at a connection, which sends again what custody misses, or does not know yet. Once all that waits has been sent. */
    boolean isAwaited() {
        if (!mayBeAsked()) {
            return false;
        }
        long now = clock.nanoTime();
        Optional<BatchLink> awaited = queue.awaitsCustody();
        boolean isStill = standstill.isTooLong(awaited.isPresent(), awaited, now);
        boolean isGapStill = gapStandstill.isTooLong(gap, said, now);
        return isStill || isGapStill;
    }

    /** Whether to ask for news. They come with receipts; on a full disk no batch can be sealed, so none comes, and only they make room. */
    boolean isMissed() {
        Duration silent = Duration.ofNanos(clock.nanoTime() - heardNanos);
        return queue.unconfirmed() > 0 && silent.compareTo(SealSchedule.INTERVAL) >= 0 && mayBeAsked();
    }
}
