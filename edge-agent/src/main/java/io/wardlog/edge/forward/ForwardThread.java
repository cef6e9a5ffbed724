package io.wardlog.edge.forward;

import io.wardlog.edge.writer.FatalHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The thread that lets a {@link Forwarder} work, and sleeps as long as it says or until it is woken. */
public final class ForwardThread {

    private final Thread thread = new Thread(this::run, "wardlog-forwarder");
    private final Semaphore wake = new Semaphore(0);
    private final Forwarder forwarder;
    private final FatalHandler fatal;
    private volatile boolean open = true;

    /** @param make makes the forwarder, which is given the way to wake this thread */
    public ForwardThread(Function<Runnable, Forwarder> make, FatalHandler fatal) {
        this.fatal = fatal;
        this.forwarder = make.apply(this::wake);
    }

    public void start() {
        thread.start();
    }

    /** There is something to do. */
    private void wake() {
        wake.release();
    }

    public Forwarder forwarder() {
        return forwarder;
    }

    /** Ends the thread; false when it is still busy after {@code patience}. */
    public boolean stop(Duration patience) throws InterruptedException {
        open = false;
        wake();
        thread.join(patience.toMillis());
        return !thread.isAlive();
    }

    private void run() {
        try {
            while (open) {
                Duration wait = forwarder.work();
                if (wake.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    wake.drainPermits();
                }
            }
            forwarder.close();
        } catch (IOException | JournalUnreadableException e) {
            fatal.fatal("journal_unreadable", e);
        } catch (InterruptedException e) {
            fatal.fatal("forwarder_interrupted", e);
        } catch (RuntimeException | Error e) {
            fatal.fatal("forwarder_failed", e);
        }
    }
}
