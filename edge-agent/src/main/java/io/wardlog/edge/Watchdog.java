package io.wardlog.edge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends the process when its time is over, however little works by then: its thread is there from {@link #start} on, and what it does
 * waits for no log, no lock of others and no new thread. Thread-safe.
 */
final class Watchdog {

    private final Runnable end;
    private final Thread thread = new Thread(this::watch, "wardlog-watchdog");
    private boolean set;
    private long deadlineNanos;

    /** @param end ends the process; must not wait for anything */
    Watchdog(Runnable end) {
        this.end = end;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** The process ends this far from now, or earlier where that was said before. */
    synchronized void endWithin(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        if (!set || deadline - deadlineNanos < 0) {
            deadlineNanos = deadline;
            set = true;
            notifyAll();
        }
    }

    private void watch() {
        try {
            awaitDeadline();
            end.run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitDeadline() throws InterruptedException {
        while (!set) {
            wait();
        }
        for (long left = left(); left > 0; left = left()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private long left() {
        return deadlineNanos - System.nanoTime();
    }
}
