package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Vertx;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.listen.ConnectionLimit;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.OutcomeJson;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All MQTT clients of the agent, over all its ports and event loops: who is connected, whose session lives on, whose will waits. A
 * client is known by device and client id together, so that no device can take over another's session. Thread-safe.
 */
final class Clients {

    /** A session expiry of this or more is kept until {@link Sessions} forgets it by itself. */
    private static final long NO_EXPIRY_SECONDS = Duration.ofDays(30).toSeconds();

    /** How long the end of a session waits for room on the disk before it is tried again. */
    private static final long END_AGAIN_SECONDS = 1;

    private final ListenServices services;
    private final Sessions sessions;
    private final ConnectionLimit limit;
    private final Map<String, MqttConnection> connected = new ConcurrentHashMap<>();
    /** Whose session is over although that is not on record yet. */
    private final Set<String> over = ConcurrentHashMap.newKeySet();

    private final DeviceTimers expiries;
    private final DeviceTimers wills;
    /** Those that found no room, or came faster than they may. */
    private final DeviceTimers busyWills;

    private final SessionWarnings warnings = new SessionWarnings();
    private volatile boolean stopping;

    Clients(Vertx vertx, ListenServices services, Sessions sessions, ConnectionLimit limit) {
        this.services = services;
        this.sessions = sessions;
        this.limit = limit;
        this.expiries = new DeviceTimers(vertx, this::endEarly);
        this.wills = new DeviceTimers(vertx, this::endEarly);
        this.busyWills = new DeviceTimers(vertx, will -> countEarly()); // that there is no room for it is on record
    }

    private void endEarly(Runnable due) {
        countEarly();
        due.run();
    }

    private void countEarly() {
        services.metrics().endedEarly(SourceProtocol.MQTT);
    }

    /** The devices that are connected now. */
    Set<String> devices() {
        return connected.keySet().stream().map(Clients::device).collect(Collectors.toSet());
    }

    private static String device(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    /** How many connections there may be. */
    ConnectionLimit limit() {
        return limit;
    }

    /** Keeps the sessions of connected clients from being forgotten as unused. */
    void renewSessions() {
        connected.keySet().stream()
                .filter(sessions::present)
                .forEach(key -> sessions.resume(key, false, ignored -> {}, () -> {}));
    }

    /** The name of a client's session. */
    static String key(String deviceId, String clientId) {
        return deviceId + '/' + clientId;
    }

    /** Makes {@code connection} the client's only one; answers the one before it, which must end. */
    Optional<MqttConnection> connect(String key, MqttConnection connection) {
        Optional<MqttConnection> before = Optional.ofNullable(connected.put(key, connection));
        expiries.takeBack(key);
        return before;
    }

    /** A delayed will is not sent when the session goes on in time (MQTT 5 section 3.1.3.2.2), and at once when a new one begins. */
    void resumed(String key, boolean sessionPresent) {
        wills.takeBack(key).filter(will -> !sessionPresent).ifPresent(Runnable::run);
    }

    /**
     * Goes on with the session that is there, else, or when that is over (MQTT 5 section 4.1.0-2), with a new one; {@code then} is told on any thread, when that is durable, whether one was there. {@code
     * whenFull} runs instead, on any thread, when there is no room to record it.
     */
    void resume(String key, boolean lasting, Consumer<Boolean> then, Runnable whenFull) {
        if (over.contains(key)) {
            begin(key, lasting, () -> then.accept(false), whenFull);
        } else {
            sessions.resume(key, lasting, then, whenFull);
        }
    }

    /** Begins a session with nothing in it; {@code then} runs on any thread when that is durable, {@code whenFull} when there is no room to record it. */
    void begin(String key, boolean lasting, Runnable then, Runnable whenFull) {
        Runnable begun = () -> {
            over.remove(key);
            then.run();
        };
        if (lasting) {
            sessions.begin(key, begun, whenFull);
        } else {
            sessions.forget(key, () -> true, begun, whenFull);
        }
    }

    /** The QoS 2 messages of a client that is let in, whose session is durable when {@code isKept}. */
    ExactlyOnce exactlyOnce(String key, boolean isKept, EventLoop loop, ExactlyOnce.Released released) {
        return new ExactlyOnce(sessions, loop, key, isKept, released);
    }

    /** There was no room to record that a session of this device begins or ends. */
    void notRecorded(String deviceId) {
        warnings.notRecorded(deviceId);
    }

    /** A connection is gone, whether it was let in or not; its session ends after {@code expirySeconds}. */
    void disconnected(String key, MqttConnection connection, long expirySeconds) {
        if (!connected.remove(key, connection)) {
            takenOver(key, connection, expirySeconds);
            return;
        }
        if (stopping) {
            return;
        }
        expiries.takeBack(key); // an end that found no room may have been put off while this connection came
        if (expirySeconds == 0 || over.contains(key)) {
            forget(key);
        } else if (expirySeconds < NO_EXPIRY_SECONDS) {
            expireAfter(key, expirySeconds);
        }
    }

    /** Who takes over begins anew where the session was to end with the connection. One that was not let in had none. */
    private void takenOver(String key, MqttConnection connection, long expirySeconds) {
        if (expirySeconds == 0 && connection.publishing().isPresent()) {
            over.add(key);
        }
    }

    private void expireAfter(String key, long seconds) {
        expiries.set(key, seconds * 1000, () -> expired(key));
    }

    private void expired(String key) {
        if (!stopping && !connected.containsKey(key)) {
            forget(key);
        }
    }

    /**
     * The session is over. Of a client that is back before that is written nothing is ended here: on its own event loop it may have begun anew before the end
     * was asked for. So that is asked on the writer's thread. While there is no room to record the end, it is tried again. Any thread.
     */
    private void forget(String key) {
        over.add(key);
        sessions.forget(key, () -> !connected.containsKey(key), () -> ended(key), () -> {
            if (!stopping && !connected.containsKey(key)) {
                expireAfter(key, END_AGAIN_SECONDS);
            }
        });
    }

    private void ended(String key) {
        if (!connected.containsKey(key)) { // whoever is back has begun anew, or will
            over.remove(key);
        }
    }

    /**
     * The connection is lost now: sends its will in {@code delaySeconds}; not when the agent itself is stopping, for then no device has gone.
     */
    void will(String key, Arrival written, long delaySeconds) {
        if (stopping) {
            return;
        }
        Arrival will = written.asWill(services.clock().instant());
        if (delaySeconds == 0) {
            send(key, will);
            return;
        }
        wills.set(key, delaySeconds * 1000, () -> send(key, will));
    }

    /**
     * Nobody waits for a will, so that busy means to try again here. Of one client the last alone: it may come and go without an end while there is no
     * room, and each will can be as large as a message.
     */
    private void send(String key, Arrival will) {
        services.acceptor().accept(will, outcome -> {
            services.metrics().answered(SourceProtocol.MQTT, OutcomeJson.result(outcome));
            if (outcome instanceof Outcome.Busy busy && !stopping) {
                busyWills.takeBack(key).ifPresent(older -> countEarly());
                busyWills.set(key, Math.max(1, busy.retryAfter().toMillis()), () -> send(key, will));
            }
        });
    }

    /** Ends the connections of these devices: the directory says something else of them now. */
    void endDevices(Set<String> deviceIds) {
        connected.forEach((key, connection) -> {
            if (deviceIds.contains(device(key))) {
                connection.end(MqttDisconnectReasonCode.ADMINISTRATIVE_ACTION, () -> {});
            }
        });
    }

    /** No will and no session change from here on: the agent stops, the devices do not. */
    void stopping() {
        stopping = true;
    }
}
