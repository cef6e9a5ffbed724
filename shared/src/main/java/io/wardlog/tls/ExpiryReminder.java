package io.wardlog.tls;

import java.time.Duration;
import java.time.Instant;

/** Knows when it must be said that a certificate expires, or has expired: from 30 days before the end on, once a day. Not thread-safe. */
public final class ExpiryReminder {

    /** From how long before the end on it is said. */
    public static final Duration EARLY = Duration.ofDays(30);

    private static final Duration AGAIN = Duration.ofDays(1);

    private Instant saidOf = Instant.MIN;
    private Instant saidAt = Instant.MIN;

    /** Whether it must be said now of a certificate that ends at {@code notAfter}; who asks says it then. */
    public boolean isDue(Instant notAfter, Instant now) {
        boolean isSoon = !now.plus(EARLY).isBefore(notAfter);
        boolean isAnother = !notAfter.equals(saidOf) || now.isAfter(notAfter) != saidAt.isAfter(notAfter);
        boolean isDue = isSoon && (isAnother || !now.isBefore(saidAt.plus(AGAIN)));
        if (isDue) {
            saidOf = notAfter;
            saidAt = now;
        }
        return isDue;
    }
}
