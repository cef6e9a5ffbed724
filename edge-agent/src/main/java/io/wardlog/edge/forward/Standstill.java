package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import java.time.Duration;
import java.util.Optional;

/**
 * Notices that custody is behind and comes no further. It may only be late, or the collector has lost what is behind: from here that looks
 * the same, so that it is sent again, and each time after twice as long, up to some hours. The forwarder's thread only.
 */
final class Standstill {

    /** What is lost stays so no longer than this. */
    private static final Duration LONGEST = Duration.ofHours(4);

    private final Duration first;
    private Duration patience;
    private Optional<BatchLink> standing = Optional.empty();
    private long sinceNanos;
    private boolean due;

    /** @param patience for how long custody may be behind at one place before anything is sent again */
    Standstill(Duration patience) {
        this.first = patience;
        this.patience = patience;
    }

    /** All that waits is sent again from now on; the next time later, if it was time. */
    void connected(long nowNanos) {
        if (due) {
            Duration twice = patience.multipliedBy(2);
            patience = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
            due = false;
        }
        sinceNanos = nowNanos;
    }

    /**
     * Whether it is time to send again. It stays so until that is done: whoever was asked may not have answered.
     *
     * @param isBehind whether custody is behind now
     * @param at where it stands
     */
    boolean isTooLong(boolean isBehind, Optional<BatchLink> at, long nowNanos) {
        if (!isBehind) {
            sinceNanos = nowNanos;
            due = false;
            return false;
        }
        if (!at.equals(standing)) {
            standing = at;
            patience = first;
            sinceNanos = nowNanos;
        }
        due = nowNanos - sinceNanos >= patience.toNanos();
        return due;
    }
}
