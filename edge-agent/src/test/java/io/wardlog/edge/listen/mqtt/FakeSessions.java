package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.Sessions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Sessions in memory, durable at once. */
final class FakeSessions implements Sessions {

    final Set<String> known = ConcurrentHashMap.newKeySet();

    @Override
    public boolean present(String clientId) {
        return known.contains(clientId);
    }

    @Override
    public void remember(String clientId, Runnable whenDurable) {
        known.add(clientId);
        whenDurable.run();
    }

    @Override
    public void forget(String clientId, Runnable whenDurable) {
        known.remove(clientId);
        whenDurable.run();
    }
}
