package io.wardlog.edge.listen;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The one thing that a connection waits for, and until when. Moving a deadline further away costs no timer. Confined to the connection's
 * event loop.
 */
public final class Deadline {

    private static final long NONE = Long.MAX_VALUE;

    private final EventLoop loop;
    private final Runnable expired;
    private long at = NONE;
    private long timerAt = NONE;
    private long timer;

    /** No deadline yet; {@code expired} runs on {@code loop} when one passes. */
    public Deadline(EventLoop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    /** Waits until {@code timeout} from now, instead of whatever it waited for. */
    public void in(Duration timeout) {
        at = now() + timeout.toMillis();
        if (at < timerAt) {
            stop();
            schedule();
        }
    }

    /** Waits for nothing. */
    public void clear() {
        at = NONE;
    }

    /** Waits for nothing and keeps no timer; for the end of a connection. */
    public void end() {
        clear();
        stop();
    }

    /** Stops its timer, if it has one: a number that was never given to it is another's. */
    private void stop() {
        if (timerAt != NONE) {
            loop.cancel(timer);
            timerAt = NONE;
        }
    }

    private void schedule() {
        timerAt = at;
        timer = loop.after(at - now(), this::fired);
    }

    private void fired() {
        timerAt = NONE;
        if (at == NONE) {
            return;
        }
        if (now() < at) {
            schedule();
            return;
        }
        at = NONE;
        expired.run();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
