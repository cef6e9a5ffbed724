package io.wardlog.edge;

import io.wardlog.edge.life.Housekeeping;
import io.wardlog.edge.life.Reloads;
import io.wardlog.edge.life.ThrottleRecords;
import io.wardlog.edge.status.Rates;
import io.wardlog.edge.writer.FatalHandler;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread for what is done every few seconds. */
final class Timer {

    private static final Logger log = LoggerFactory.getLogger(Timer.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread worker = new Thread(task, "wardlog-housekeeping");
        worker.setDaemon(true);
        return worker;
    });
    private final Housekeeping housekeeping;
    private final Reloads reloads;
    private final ThrottleRecords throttling;
    private final Rates rates;

    private final FatalHandler fatal;

    /** @param fatal told when the thread cannot go on */
    Timer(Housekeeping housekeeping, Reloads reloads, ThrottleRecords throttling, Rates rates, FatalHandler fatal) {
        this.housekeeping = housekeeping;
        this.reloads = reloads;
        this.throttling = throttling;
        this.rates = rates;
        this.fatal = fatal;
    }

    void start() {
        every(Housekeeping.INTERVAL, this::keepHouse);
        every(Reloads.INTERVAL, reloads::look);
        every(ThrottleRecords.INTERVAL, throttling::look);
        every(Rates.INTERVAL, rates::sample);
    }

    private void keepHouse() {
        try {
            housekeeping.tick();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void every(Duration interval, Runnable work) {
        thread.scheduleWithFixedDelay(
                () -> guarded(work), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An executor forgets a task that threw once; here it is said and tried again. */
    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            log.atError().setCause(failure).log("housekeeping_failed");
        } catch (Error fault) {
            fatal.fatal("housekeeping_failed", fault);
        }
    }

    /** Ends it; what runs is finished, or interrupted after {@code patience}. */
    void stop(Duration patience) throws InterruptedException {
        thread.shutdown();
        if (!thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            thread.shutdownNow();
        }
    }
}
