package io.wardlog.edge.listen.file;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults that nobody thought of: each is told and counted, and after each it is waited longer, up to a minute. Confined to the file
 * listener's thread.
 */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 16;

    private final Duration first;
    private final FileMetrics metrics;
    private final Map<String, Failure> failed = new HashMap<>();

    private record Failure(int times, long untilNanos) {}

    /** @param first how long it is waited after the first fault of a row */
    Failures(Duration first, FileMetrics metrics) {
        this.first = first;
        this.metrics = metrics;
    }

    /** One more fault in a folder, after which that waits. */
    void failed(String folder, RuntimeException fault) {
        int times = failed.containsKey(folder) ? failed.get(folder).times() + 1 : 1;
        long wait = Math.min(first.toNanos() << Math.min(times - 1, MOST_DOUBLINGS), LONGEST.toNanos());
        failed.put(folder, new Failure(times, System.nanoTime() + wait));
        metrics.failed();
        log.atError()
                .setCause(fault)
                .addKeyValue("deviceId", folder)
                .addKeyValue("times", times)
                .log("files_failed");
    }

    /** The folder is served without a fault. */
    void well(String folder) {
        failed.remove(folder);
    }

    /** For how long the folder is not to be served. */
    Duration pause(String folder) {
        Failure last = failed.get(folder);
        return last == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, last.untilNanos() - System.nanoTime()));
    }
}
