package io.wardlog.edge.listen.mqtt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a client that outlives its connections: which QoS 2 messages it has sent and not released (MQTT 5 section
 * 4.3.3), so that none is recorded twice. Thread-safe: an old connection may finish while the next one has begun.
 */
final class MqttSession {

    private final Map<Integer, State> messages = new HashMap<>();
    private int underWay;

    /** One QoS 2 message. */
    private static final class State {
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean durable;
    }

    /**
     * A PUBLISH with this identifier came.
     *
     * @param whenDurable runs when an earlier copy of the message is on disk, at once when it is already
     * @return true when the message is new and the caller must have it recorded
     */
    boolean begin(int packetId, Runnable whenDurable) {
        synchronized (this) {
            State known = messages.putIfAbsent(packetId, new State());
            if (known == null) {
                underWay++;
                return true;
            }
            if (!known.durable) {
                known.waiting.add(whenDurable);
                return false;
            }
        }
        whenDurable.run();
        return false;
    }

    /** The message is on disk. */
    void durable(int packetId) {
        List<Runnable> waiting;
        synchronized (this) {
            State state = messages.computeIfAbsent(packetId, ignored -> new State());
            state.durable = true;
            underWay--;
            waiting = List.copyOf(state.waiting);
            state.waiting.clear();
        }
        waiting.forEach(Runnable::run);
    }

    /** The message that is under way was refused: the exchange is over. */
    synchronized void refused(int packetId) {
        messages.remove(packetId);
        underWay--;
    }

    /** A message that was under way will not be recorded, and was {@link #end ended}: its connection is gone. */
    synchronized void givenUp() {
        underWay--;
    }

    /** The client released the message, or it was given up; false when there is none with this identifier. */
    synchronized boolean end(int packetId) {
        return messages.remove(packetId) != null;
    }

    /** Whether there is nothing to remember: no message that is not released, none on its way to the disk. */
    synchronized boolean isIdle() {
        return messages.isEmpty() && underWay == 0;
    }

    /** How many messages are not released. */
    synchronized int size() {
        return messages.size();
    }
}
