package io.wardlog.edge.journal.segment;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs what the journal does beside its writer, one after the other. Thread-safe. */
public interface Background extends Closeable {

    /** Runs it soon. */
    void run(Runnable work);

    /** Runs it again and again, so long after it ended; it throws nothing. */
    void repeat(Runnable work, Duration pause);

    /** Takes no more work; returns when what runs has ended. */
    @Override
    void close();

    /** A daemon thread of its own. */
    static Background thread(String name) {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread worker = new Thread(task, name);
            worker.setDaemon(true);
            return worker;
        });
        return new Background() {
            @Override
            public void run(Runnable work) {
                thread.execute(work);
            }

            @Override
            public void repeat(Runnable work, Duration pause) {
                thread.scheduleWithFixedDelay(work, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                thread.shutdown();
                boolean interrupted = false;
                while (true) {
                    try {
                        if (thread.awaitTermination(1, TimeUnit.MINUTES)) {
                            break;
                        }
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }
}
