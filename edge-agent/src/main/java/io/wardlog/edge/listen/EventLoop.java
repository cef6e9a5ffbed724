package io.wardlog.edge.listen;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The event loop that connections are confined to. Outcomes come on the writer thread or on the caller's; {@link #run}
 * brings them home, all of one group with one task of the loop.
 */
public final class EventLoop {

    private final Vertx vertx;
    private final Context context;
    private final Queue<Runnable> brought = new ConcurrentLinkedQueue<>();
    /** Whether a task of the loop is on its way that runs what was brought. */
    private final AtomicBoolean called = new AtomicBoolean();

    private EventLoop(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    /** The loop that the caller runs on. */
    public static EventLoop current(Vertx vertx) {
        return new EventLoop(vertx, vertx.getOrCreateContext());
    }

    /** Runs {@code action} on this loop: at once when the caller is on it, else soon, behind what was brought here before. */
    public void run(Runnable action) {
        if (Vertx.currentContext() == context) {
            action.run();
        } else {
            brought.add(action);
            call();
        }
    }

    private void call() {
        if (!called.get() && called.compareAndSet(false, true)) {
            context.runOnContext(ignored -> runBrought());
        }
    }

    private void runBrought() {
        called.set(false); // before the first is taken: what comes behind the last one calls again
        try {
            for (Runnable action = brought.poll(); action != null; action = brought.poll()) {
                action.run();
            }
        } finally {
            if (!brought.isEmpty()) { // one has thrown
                call();
            }
        }
    }

    /** Runs {@code action} on this loop, after what is queued there. */
    public void later(Runnable action) {
        context.runOnContext(ignored -> action.run());
    }

    /** Runs {@code action} on this loop after {@code millis}, at least 1; answers what {@link #cancel} takes. */
    public long after(long millis, Runnable action) {
        return vertx.setTimer(Math.max(1, millis), ignored -> run(action));
    }

    /** Runs {@code drain} when the socket's server shuts down with time to spare; it must close the socket when it is done. */
    public static void onShutdown(NetSocket socket, Runnable drain) {
        socket.shutdownHandler(grace -> {
            if (grace.isZero()) {
                socket.close(); // an ordinary close comes by here, too
            } else {
                drain.run();
            }
        });
    }

    /** Stops a timer; nothing happens when it has run. */
    public void cancel(long timer) {
        vertx.cancelTimer(timer);
    }
}
