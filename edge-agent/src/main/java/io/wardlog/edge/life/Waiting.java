package io.wardlog.edge.life;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the thread of {@link Housekeeping} waits for the writer. */
@FunctionalInterface
public interface Waiting {

    /**
     * Returns once the work is done, well or not.
     *
     * @throws TimeoutException when that takes too long
     */
    void until(CompletableFuture<?> work) throws InterruptedException, TimeoutException;

    /** Blocks the thread. */
    static Waiting atMost(Duration patience) {
        return work -> {
            try {
                work.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                // it is done: who asks it for its result is told
            }
        };
    }
}
