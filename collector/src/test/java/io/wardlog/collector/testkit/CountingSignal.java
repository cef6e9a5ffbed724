package io.wardlog.collector.testkit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;

/** Meters that wake whoever waits for a role to have done something, as soon as the role counts it. */
public final class CountingSignal extends SimpleMeterRegistry {
    private final Object lock = new Object();
    private long counted;

    /** How often anything was counted so far. */
    public long counted() {
        synchronized (lock) {
            return counted;
        }
    }

    /** Waits until more than {@code seen} was counted, at most until this time of {@link System#nanoTime}; how much it is then. */
    public long awaitMore(long seen, long untilNanos) throws InterruptedException {
        synchronized (lock) {
            for (long left = left(untilNanos); counted == seen && left > 0; left = left(untilNanos)) {
                lock.wait(left);
            }
            return counted;
        }
    }

    private static long left(long untilNanos) {
        return TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime());
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        Counter target = super.newCounter(id);
        return new Counter() {
            @Override
            public void increment(double amount) {
                target.increment(amount);
                synchronized (lock) {
                    counted++;
                    lock.notifyAll();
                }
            }

            @Override
            public double count() {
                return target.count();
            }

            @Override
            public Id getId() {
                return id;
            }
        };
    }
}
