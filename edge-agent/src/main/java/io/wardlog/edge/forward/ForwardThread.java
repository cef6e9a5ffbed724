package io.wardlog.edge.forward;

import io.wardlog.edge.writer.FatalHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The thread that makes a {@link Forwarder}, lets it work, and sleeps as long as it says or until it is woken. To make one takes as long as much is not
 * sealed: nobody waits for it.
 */
public final class ForwardThread {

    private final Thread thread = new Thread(this::run, "wardlog-forwarder");
    private final Semaphore wake = new Semaphore(0);
    private final CompletableFuture<Forwarder> forwarder = new CompletableFuture<>();
    private final Making making;
    private final FatalHandler fatal;
    private volatile boolean open = true;

    /** Makes the forwarder. */
    @FunctionalInterface
    public interface Making {
        /**
         * Called once, on the thread.
         *
         * @param wake the way to wake the thread
         * @throws IOException when the journal cannot be read; fatal
         */
        Forwarder make(Runnable wake) throws IOException;
    }

    /** @param fatal told when the forwarder cannot be made, or can go on no longer */
    public ForwardThread(Making making, FatalHandler fatal) {
        this.making = making;
        this.fatal = fatal;
    }

    public void start() {
        thread.start();
    }

    /** There is something to do. */
    private void wake() {
        wake.release();
    }

    /** The forwarder, as soon as it is made; never when it cannot be. */
    public CompletableFuture<Forwarder> forwarder() {
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
            Forwarder made = making.make(this::wake);
            forwarder.complete(made);
            while (open) {
                Duration wait = made.work();
                if (wake.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    wake.drainPermits();
                }
            }
            made.close();
        } catch (IOException | JournalUnreadableException e) {
            fatal.fatal("journal_unreadable", e);
        } catch (InterruptedException e) {
            fatal.fatal("forwarder_interrupted", e);
        } catch (RuntimeException | Error e) {
            fatal.fatal("forwarder_failed", e);
        }
    }
}
