package io.wardlog.edge.forward.http2;

import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Random;

/**
 * The connection that is open, and when it is to be replaced. It is closed between two calls, never during one. Not thread-safe: the
 * uplink's event loop's.
 */
final class ConnectionAge {

    /** A connection may become so much older than the maximum, so that agents that connected together do not return together. */
    private static final int JITTER_DIVISOR = 3;

    private final Duration max;
    private final Random random;
    private HttpConnection open;
    private long dueNanos;

    ConnectionAge(Duration max, Random random) {
        this.max = max;
        this.random = random;
    }

    /** A connection came about. */
    void opened(HttpConnection connection) {
        open = connection;
        dueNanos = System.nanoTime() + max.toNanos() + (long) (random.nextDouble() * max.toNanos() / JITTER_DIVISOR);
    }

    /** The next call takes a new one, whatever its age. */
    void replace() {
        dueNanos = System.nanoTime();
    }

    /** Whether the connection, if there is one, has lived long enough. */
    boolean isOver() {
        return open != null && System.nanoTime() - dueNanos >= 0;
    }

    /** Closes it; completes, never with a failure, when it is closed. */
    Future<Void> close() {
        HttpConnection old = open;
        open = null;
        return old == null ? Future.succeededFuture() : old.close().otherwiseEmpty();
    }
}
