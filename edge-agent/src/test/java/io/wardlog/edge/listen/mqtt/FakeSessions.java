package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.Sessions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions in memory, durable at once. */
final class FakeSessions implements Sessions {

    final Set<String> known = ConcurrentHashMap.newKeySet();
    final AtomicInteger remembered = new AtomicInteger();
    final Semaphore asked = new Semaphore(0);
    /** Whether there is no room for a new session: then no answer comes. */
    volatile boolean full;

    @Override
    public boolean present(String clientId) {
        return known.contains(clientId);
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
