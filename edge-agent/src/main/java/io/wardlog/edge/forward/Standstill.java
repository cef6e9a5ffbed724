package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import java.time.Duration;
import java.util.Optional;

/**
 * Notices that custody does not come to batches that have their receipts. It may be far behind, or the collector has lost them after its
 * receipt: from here that looks the same, so that they are sent again, and each time after twice as long. The forwarder's thread only.
 */
final class Standstill {

    /** For how long custody may be behind before anything is sent again. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private Optional<BatchLink> waiting = Optional.empty();
    private Duration patience = PATIENCE;
    private long sinceNanos;

    /** All that waits is sent again from now on. */
    void connected(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /**
     * Whether it is time to send again.
     *
     * @param oldest the oldest batch that is not confirmed, when it has its receipt
     */
    boolean isTooLong(Optional<BatchLink> oldest, long nowNanos) {
        if (oldest.isEmpty()) {
            return false;
        }
        if (!oldest.equals(waiting)) {
            waiting = oldest;
            patience = PATIENCE;
            sinceNanos = nowNanos;
        }
        if (nowNanos - sinceNanos < patience.toNanos()) {
            return false;
        }
        patience = patience.multipliedBy(2);
        return true;
    }
}
