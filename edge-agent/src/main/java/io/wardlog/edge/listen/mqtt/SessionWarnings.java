package io.wardlog.edge.listen.mqtt;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log, at most once a minute, that sessions cannot be recorded: whoever is refused comes again and again. Thread-safe. */
final class SessionWarnings {

    private static final Logger log = LoggerFactory.getLogger(SessionWarnings.class);
    private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private long occurrences;
    private long saidAt = System.nanoTime() - INTERVAL_NANOS;

    /** There was no room for a session of this device. */
    synchronized void notRecorded(String deviceId) {
        occurrences++;
        long now = System.nanoTime();
        if (now - saidAt < INTERVAL_NANOS) {
            return;
        }
        log.atWarn()
                .addKeyValue("deviceId", deviceId)
                .addKeyValue("reason", "no_room")
                .addKeyValue("occurrences", occurrences)
                .log("session_not_recorded");
        occurrences = 0;
        saidAt = now;
    }
}
