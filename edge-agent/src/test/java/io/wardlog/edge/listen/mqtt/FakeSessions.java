package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.Sessions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Sessions in memory, durable at once, but releases and ends when a test decides. */
public final class FakeSessions implements Sessions {

    final Set<String> known = ConcurrentHashMap.newKeySet();
    final AtomicInteger remembered = new AtomicInteger();
    final Semaphore asked = new Semaphore(0);
    /** Packet identifiers that are taken, of whatever client. */
    final Set<Integer> taken = ConcurrentHashMap.newKeySet();

    /** The identifiers of each release that found room. */
    final List<List<Integer>> released = new CopyOnWriteArrayList<>();
    /** How many releases of what is taken find no room first. */
    final AtomicInteger noRoom = new AtomicInteger();
    /** How many ends of sessions find no room first. */
    final AtomicInteger noRoomToEnd = new AtomicInteger();

    final Semaphore ended = new Semaphore(0);
    /** Whether releases are not durable before {@link #sync}. */
    volatile boolean slow;
    /** Whether ends of sessions are not written before {@link #writeEnd}. */
    volatile boolean slowToEnd;
    /** Whether the disk answers nothing. */
    volatile boolean stuck;
    /** Whether there is no room to record that a session begins or ends. */
    volatile boolean full;
    /** Runs when a session is used, before that is answered. */
    volatile Runnable whenUsed = () -> {};

    final Semaphore endsAsked = new Semaphore(0);

    private final BlockingQueue<Runnable> notDurable = new LinkedBlockingQueue<>();
    private final BlockingQueue<Runnable> notEnded = new LinkedBlockingQueue<>();

    @Override
    public boolean present(String clientId) {
        return known.contains(clientId);
    }

    @Override
    public void begin(String clientId, Runnable whenDurable, Runnable whenFull) {
        boolean ends = !taken.isEmpty();
        if (full && (ends || !known.contains(clientId))) {
            whenFull.run();
            return;
        }
        taken.clear();
        known.remove(clientId);
        resume(clientId, true, ignored -> whenDurable.run(), whenFull);
    }

    @Override
    public void resume(String clientId, boolean begins, Consumer<Boolean> whenDurable, Runnable whenFull) {
        boolean answered = !stuck; // before the test hears of it and changes its mind
        whenUsed.run();
        asked.release();
        if (!answered) {
            return;
        }
        boolean present = known.contains(clientId);
        if (full && begins && !present) {
            whenFull.run();
            return;
        }
        remembered.incrementAndGet();
        if (begins) {
            known.add(clientId);
        }
        whenDurable.accept(present);
    }

    @Override
    public void forget(String clientId, BooleanSupplier stillEnds, Runnable whenDurable, Runnable whenFull) {
        endsAsked.release();
        if (slowToEnd) {
            notEnded.add(() -> end(clientId, stillEnds, whenDurable, whenFull));
        } else {
            end(clientId, stillEnds, whenDurable, whenFull);
        }
    }

    private void end(String clientId, BooleanSupplier stillEnds, Runnable whenDurable, Runnable whenFull) {
        boolean ends = known.contains(clientId) && stillEnds.getAsBoolean();
        if (ends && (full || noRoomToEnd.getAndDecrement() > 0)) {
            whenFull.run();
            return;
        }
        if (ends) {
            known.remove(clientId);
            ended.release();
        }
        whenDurable.run();
    }

    /** The end of a session that has waited longest is written. */
    void writeEnd() throws InterruptedException {
        notEnded.poll(10, TimeUnit.SECONDS).run();
    }

    @Override
    public void release(
            String clientId,
            List<Integer> packetIdentifiers,
            Consumer<Set<Integer>> whenDurable,
            Consumer<Set<Integer>> whenFull) {
        Set<Integer> found = new HashSet<>(packetIdentifiers);
        found.retainAll(taken);
        if (!found.isEmpty() && noRoom.getAndDecrement() > 0) {
            whenFull.accept(found);
            return;
        }
        released.add(packetIdentifiers);
        taken.removeAll(found);
        if (slow) {
            notDurable.add(() -> whenDurable.accept(found));
        } else {
            whenDurable.accept(found);
        }
    }

    /** The release that has waited longest is durable. */
    void sync() throws InterruptedException {
        notDurable.poll(10, TimeUnit.SECONDS).run();
    }

    /** How many releases are not durable. */
    int notDurable() {
        return notDurable.size();
    }
}
