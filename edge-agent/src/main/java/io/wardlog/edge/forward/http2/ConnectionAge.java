package io.wardlog.edge.forward.http2;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The connection that is open, and when it is to be replaced. It is closed between two calls, never during one. Not thread-safe: the
 * uplink's event loop's.
 */
final class ConnectionAge {

    /** A connection may become so much older than the maximum, so that agents that connected together do not return together. */
    private static final int JITTER_DIVISOR = 3;

    private final Duration max;
    private final Random random;
    private final LongSupplier nanoTime;
    private Supplier<Future<Void>> open;
    private long dueNanos;

    /** @param nanoTime nanoseconds of a clock that is never set */
    ConnectionAge(Duration max, Random random, LongSupplier nanoTime) {
        this.max = max;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** A connection came about, which is closed so. */
    void opened(Supplier<Future<Void>> closing) {
        open = closing;
        dueNanos = nanoTime.getAsLong() + max.toNanos() + (long) (random.nextDouble() * max.toNanos() / JITTER_DIVISOR);
    }

    /** The next call takes a new one, whatever its age. */
    void replace() {
        dueNanos = nanoTime.getAsLong();
    }

    /** Whether the connection, if there is one, has lived long enough. */
    boolean isOver() {
        return open != null && nanoTime.getAsLong() - dueNanos >= 0;
    }

    /** Closes it; completes, never with a failure, when it is closed. */
    Future<Void> close() {
        Supplier<Future<Void>> old = open;
        open = null;
        return old == null ? Future.succeededFuture() : old.get().otherwiseEmpty();
    }
}
