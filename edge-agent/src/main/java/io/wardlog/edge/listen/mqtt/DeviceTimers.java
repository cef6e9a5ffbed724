package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What waits for its time after its client is gone: the end of a session, or a will. Of a device at most {@value #PER_DEVICE} wait, as many as it has
 * sessions on record, so that one that invents a client id for each connection fills no memory; beyond, the eldest waits no longer. A client is
 * {@code deviceId/name}. Thread-safe.
 */
final class DeviceTimers {

    static final int PER_DEVICE = 64;

    private final Vertx vertx;
    private final Consumer<Runnable> whenTooMany;
    /** By device, then by client, the eldest first. Guarded by this. */
    private final Map<String, Map<String, Waiting>> devices = new HashMap<>();

    private record Waiting(long timer, Runnable due) {}

    /** @param whenTooMany is given, on any thread, what waits no longer and has not run */
    DeviceTimers(Vertx vertx, Consumer<Runnable> whenTooMany) {
        this.vertx = vertx;
        this.whenTooMany = whenTooMany;
    }

    /** Runs {@code due}, on any thread, after so long, in place of what may wait for this client. */
    void set(String client, long millis, Runnable due) {
        add(client, millis, due).ifPresent(eldest -> whenTooMany.accept(eldest.due()));
    }

    /** Answers the eldest when it is one too many. */
    private synchronized Optional<Waiting> add(String client, long millis, Runnable due) {
        takeBack(client);
        Map<String, Waiting> clients = devices.computeIfAbsent(device(client), id -> new LinkedHashMap<>());
        clients.put(client, new Waiting(vertx.setTimer(millis, timer -> fired(client, timer)), due));
        return clients.size() > PER_DEVICE ? remove(clients.keySet().iterator().next()) : Optional.empty();
    }

    private void fired(String client, long timer) {
        Optional<Waiting> waiting;
        synchronized (this) {
            waiting = find(client).filter(known -> known.timer() == timer).flatMap(known -> remove(client));
        }
        waiting.ifPresent(known -> known.due().run());
    }

    /** Nothing waits for this client from now on; answers what did, which is not run unless the caller does so. */
    synchronized Optional<Runnable> takeBack(String client) {
        return find(client).flatMap(known -> remove(client)).map(Waiting::due);
    }

    private Optional<Waiting> find(String client) {
        return Optional.ofNullable(devices.get(device(client))).map(clients -> clients.get(client));
    }

    private Optional<Waiting> remove(String client) {
        Map<String, Waiting> clients = devices.get(device(client));
        Waiting known = clients.remove(client);
        vertx.cancelTimer(known.timer());
        if (clients.isEmpty()) {
            devices.remove(device(client));
        }
        return Optional.of(known);
    }

    private static String device(String client) {
        return client.substring(0, client.indexOf('/'));
    }
}
