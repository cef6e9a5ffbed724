package io.wardlog.collector.ingest;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes that are under way at once, so that agents that come back together cannot fill the heap. Thread-safe. */
public final class InFlightBudget {
    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    /** A budget of {@code limit} bytes. */
    public InFlightBudget(long limit) {
        this.limit = limit;
    }

    /** Takes {@code bytes}, or nothing when that would exceed the limit. */
    public boolean tryTake(long bytes) {
        long now = taken.get();
        while (now + bytes <= limit) {
            long seen = taken.compareAndExchange(now, now + bytes);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    /** Gives back what was taken. */
    public void release(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** The bytes taken now. */
    public long taken() {
        return taken.get();
    }
}
