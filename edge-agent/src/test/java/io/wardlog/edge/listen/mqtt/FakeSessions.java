package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.Delivery;
import io.wardlog.edge.accept.Sessions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions in memory, durable at once. */
final class FakeSessions implements Sessions {

    final Set<String> known = ConcurrentHashMap.newKeySet();
    final AtomicInteger remembered = new AtomicInteger();
    final Semaphore asked = new Semaphore(0);
    /** Packet identifiers that are taken from before, of whatever client. */
    final Set<Integer> taken = ConcurrentHashMap.newKeySet();

    final List<Delivery> released = new CopyOnWriteArrayList<>();
    /** How many releases find no room first. */
    final AtomicInteger noRoom = new AtomicInteger();
    /** Whether there is no room for a new session: then no answer comes. */
    volatile boolean full;

    @Override
    public boolean present(String clientId) {
        return known.contains(clientId);
    }

    @Override
    public void begin(String clientId, Runnable whenDurable) {
        taken.clear();
        remember(clientId, whenDurable);
    }

    @Override
    public Set<Integer> packetIdentifiers(String clientId) {
        return new HashSet<>(taken);
    }

    @Override
    public void release(Delivery delivery, Runnable whenDurable, Runnable whenFull) {
        if (noRoom.getAndDecrement() > 0) {
            whenFull.run();
        } else {
            released.add(delivery);
            taken.remove(delivery.packetIdentifier());
            whenDurable.run();
        }
    }

    @Override
    public void remember(String clientId, Runnable whenDurable) {
        boolean answered = !full; // before the test hears of it and changes its mind
        asked.release();
        if (!answered) {
            return;
        }
        remembered.incrementAndGet();
        known.add(clientId);
        whenDurable.run();
    }

    @Override
    public void forget(String clientId, Runnable whenDurable) {
        known.remove(clientId);
        whenDurable.run();
    }
}
