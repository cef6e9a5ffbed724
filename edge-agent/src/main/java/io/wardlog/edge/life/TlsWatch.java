package io.wardlog.edge.life;

import io.wardlog.tls.ExpiryReminder;
import io.wardlog.tls.TlsMaterial;
import io.wardlog.tls.TlsRenewal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS files of one of the agent's ends while it runs: what was replaced is taken over, what cannot be used changes nothing, and an
 * end that is near is said. What could not be taken over is tried again at each look. {@link #look} belongs to one thread, the rest to any.
 */
public final class TlsWatch {

    private static final Logger log = LoggerFactory.getLogger(TlsWatch.class);

    private final String use;
    private final TlsRenewal renewal;
    private final Function<TlsMaterial, Optional<String>> apply;
    private final InstantSource clock;
    private final ExpiryReminder expiry;
    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile TlsMaterial inForce;
    private volatile Optional<String> notApplied = Optional.empty();

    /**
     * @param use which end, one word: {@code ports} or {@code uplink}
     * @param apply takes over what the files hold now; the message of what went wrong, empty when nothing did
     */
    public TlsWatch(
            String use, TlsRenewal renewal, Function<TlsMaterial, Optional<String>> apply, InstantSource clock) {
        this.use = use;
        this.renewal = renewal;
        this.inForce = renewal.current();
        this.apply = apply;
        this.clock = clock;
        this.expiry = new ExpiryReminder();
    }

    /** Looks at the files; whether something new was applied, empty when there is nothing new. */
    Optional<Boolean> look() {
        TlsRenewal.Change change = renewal.look();
        remind(clock.instant());
        if (change instanceof TlsRenewal.Change.Refused refusal) {
            keepOld(refusal.why());
            return Optional.of(false);
        }
        TlsMaterial next = renewal.current();
        return next == inForce ? Optional.empty() : take(next);
    }

    private Optional<Boolean> take(TlsMaterial next) {
        Optional<String> problem = apply.apply(next);
        boolean isSaid = problem.isPresent() && problem.equals(notApplied);
        notApplied = problem;
        if (problem.isEmpty()) {
            inForce = next;
            tookNew();
        } else if (!isSaid) {
            keepOld(problem.get());
        }
        return isSaid ? Optional.empty() : Optional.of(problem.isEmpty());
    }

    private void remind(Instant now) {
        if (expiry.isDue(notAfter(), now)) {
            log.atWarn()
                    .addKeyValue("use", use)
                    .addKeyValue("notAfter", notAfter())
                    .addKeyValue("days", Duration.between(now, notAfter()).toDays())
                    .log("certificate_expires");
        }
    }

    private void keepOld(String why) {
        refused.incrementAndGet();
        log.atError().addKeyValue("use", use).addKeyValue("reason", why).log("certificates_refused");
    }

    private void tookNew() {
        applied.incrementAndGet();
        log.atInfo().addKeyValue("use", use).addKeyValue("notAfter", notAfter()).log("certificates_reloaded");
    }

    public String use() {
        return use;
    }

    /** From when on the certificate in force is valid. */
    public Instant notBefore() {
        return inForce.notBefore();
    }

    /** Until when the certificate in force is valid. */
    public Instant notAfter() {
        return inForce.notAfter();
    }

    /** Until when an authority is valid by which the other end is believed. */
    public Instant caNotAfter() {
        return inForce.caNotAfter();
    }

    /** What is wrong with the files that lie there now, while the ones before stay in force. */
    public Optional<String> refusedNow() {
        return renewal.refused().or(() -> notApplied);
    }

    /** How often new files were taken over since the start. */
    public long applied() {
        return applied.get();
    }

    /** How often new files were refused since the start. */
    public long refused() {
        return refused.get();
    }
}
