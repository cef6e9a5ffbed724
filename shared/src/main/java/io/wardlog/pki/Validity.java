package io.wardlog.pki;

import java.time.Duration;
import java.time.Instant;

/** From when to when, both inclusive, a certificate holds; X.509 keeps whole seconds. */
public record Validity(Instant from, Instant to) {
    /** How far certificates are dated back, for peers whose clocks are behind. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    /** Refuses an end before the beginning. */
    public Validity {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a certificate ends after it begins");
        }
    }

    /** {@code length} from {@code now}, dated back by ten minutes. */
    public static Validity starting(Instant now, Duration length) {
        return new Validity(now.minus(CLOCK_TOLERANCE), now.plus(length));
    }
}
