package io.wardlog.verify;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Work that is done piece by piece, several at once, and whose results are taken in the order of the pieces, on the thread that hands the
 * pieces in. Memory: a few pieces at a time. For one thread.
 */
final class OrderedWork<R> {
    private final Executor workers;
    private final int most;
    private final Consumer<R> taker;
    private final Queue<CompletableFuture<R>> underWay = new ArrayDeque<>();

    /**
     * @param workers does the pieces
     * @param most at most how many are under way
     * @param taker is given each result
     */
    OrderedWork(Executor workers, int most, Consumer<R> taker) {
        this.workers = workers;
        this.most = most;
        this.taker = taker;
    }

    /** Hands in the next piece, after results that must be taken before there is room for it. */
    void add(Supplier<R> piece) {
        if (underWay.size() == most) {
            taker.accept(underWay.remove().join());
        }
        underWay.add(CompletableFuture.supplyAsync(piece, workers));
    }

    /** Takes the results that are left. */
    void finish() {
        while (!underWay.isEmpty()) {
            taker.accept(underWay.remove().join());
        }
    }
}
