package io.wardlog.edge.listen;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Takes everything, or what a test decides, and answers on a writer thread of its own as the real one does. */
public final class FakeAcceptor implements Acceptor, AutoCloseable {

    public final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    public final BlockingQueue<Refusal> refusals = new LinkedBlockingQueue<>();
    /** What to answer; null holds the answer back until {@link #release}. */
    public volatile Function<Arrival, Outcome> decide = this::accepted;

    private final BlockingQueue<java.util.function.Consumer<Outcome>> held = new LinkedBlockingQueue<>();
    private final AtomicLong sequence = new AtomicLong();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();

    @Override
    public void accept(Arrival arrival, java.util.function.Consumer<Outcome> whenDurable) {
        arrivals.add(arrival);
        writer.execute(() -> {
            Outcome outcome = decide.apply(arrival);
            if (outcome == null) {
                held.add(whenDurable);
            } else {
                whenDurable.accept(outcome);
            }
        });
    }

    @Override
    public void refuse(Refusal refusal, Runnable whenDurable) {
        refusals.add(refusal);
        writer.execute(whenDurable);
    }

    /** An acceptance with the next sequence number. */
    public Outcome accepted(Arrival arrival) {
        long number = sequence.incrementAndGet();
        return new Outcome.Accepted("id-" + number, number, Sha256.of(arrival.body()));
    }

    /** Accepts the message that has been held back longest. */
    public void release() throws InterruptedException {
        java.util.function.Consumer<Outcome> waiting = held.poll(10, TimeUnit.SECONDS);
        writer.execute(() -> waiting.accept(new Outcome.Accepted("held", sequence.incrementAndGet(), Sha256.of())));
    }

    /** The next refusal, waiting for it. */
    public Refusal refusal() throws InterruptedException {
        Refusal refusal = refusals.poll(10, TimeUnit.SECONDS);
        if (refusal == null) {
            throw new AssertionError("nothing was refused within 10 s");
        }
        return refusal;
    }

    /** Waits until {@code count} messages have arrived. */
    public List<Arrival> await(int count) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (arrivals.size() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError(arrivals.size() + " of " + count + " messages arrived within 20 s");
            }
            Thread.onSpinWait();
        }
        return List.copyOf(arrivals);
    }

    /** A message's bytes as text. */
    public static String text(Arrival arrival) {
        return new String(arrival.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
