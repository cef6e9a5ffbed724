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
import java.util.function.Consumer;

/** Sessions in memory, durable at once, but releases when a test decides. */
final class FakeSessions implements Sessions {

    final Set<String> known = ConcurrentHashMap.newKeySet();
    final AtomicInteger remembered = new AtomicInteger();
    final Semaphore asked = new Semaphore(0);
    /** Packet identifiers that are taken, of whatever client. */
    final Set<Integer> taken = ConcurrentHashMap.newKeySet();

    /** The identifiers of each release that found room. */
    final List<List<Integer>> released = new CopyOnWriteArrayList<>();
    /** How many releases find no room first. */
    final AtomicInteger noRoom = new AtomicInteger();
    /** How many ends of sessions find no room first. */
    final AtomicInteger noRoomToEnd = new AtomicInteger();

    final Semaphore ended = new Semaphore(0);
    /** Whether releases are not durable before {@link #sync}. */
    volatile boolean slow;
    /** Whether there is no room for a new session: then no answer comes. */
    volatile boolean full;

    private final BlockingQueue<Runnable> notDurable = new LinkedBlockingQueue<>();

    @Override
    public boolean present(String clientId) {
        return known.contains(clientId);
    }

    @Override
    public void begin(String clientId, Runnable whenDurable) {
        taken.clear();
        known.remove(clientId);
        resume(clientId, true, ignored -> whenDurable.run());
    }

    @Override
    public void resume(String clientId, boolean begins, Consumer<Boolean> whenDurable) {
        boolean answered = !full; // before the test hears of it and changes its mind
        asked.release();
        if (!answered) {
            return;
        }
        remembered.incrementAndGet();
        boolean present = known.contains(clientId);
        if (begins) {
            known.add(clientId);
        }
        whenDurable.accept(present);
    }

    @Override
    public void forget(String clientId, Runnable whenDurable, Runnable whenFull) {
        if (noRoomToEnd.getAndDecrement() > 0) {
            whenFull.run();
            return;
        }
        known.remove(clientId);
        ended.release();
        whenDurable.run();
    }

    @Override
    public void release(
            String clientId, List<Integer> packetIdentifiers, Consumer<Set<Integer>> whenDurable, Runnable whenFull) {
        if (noRoom.getAndDecrement() > 0) {
            whenFull.run();
            return;
        }
        released.add(packetIdentifiers);
        Set<Integer> found = new HashSet<>(packetIdentifiers);
        found.retainAll(taken);
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
