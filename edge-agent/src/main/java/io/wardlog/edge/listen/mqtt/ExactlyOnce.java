package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.Delivery;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.listen.EventLoop;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The QoS 2 packet identifiers of one connection that are not released (MQTT 5 section 4.3.3). In a session that is kept, whether a message is a
 * repeat is decided where it is recorded, for that must hold over connections and restarts; in one that ends with its connection, here. Confined
 * to the connection's event loop.
 */
final class ExactlyOnce {

    /** How long a release waits for room on the disk before it is tried again. */
    private static final long RETRY_MILLIS = 200;

    private final Sessions sessions;
    private final EventLoop loop;
    private final String clientId;
    private final boolean isKept;
    private final Set<Integer> before;
    private final Set<Integer> begun = new HashSet<>();
    private final Set<Integer> releasing = new HashSet<>();
    private boolean ended;

    /**
     * @param clientId the name of the session
     * @param isKept whether the session is on disk
     */
    ExactlyOnce(Sessions sessions, EventLoop loop, String clientId, boolean isKept) {
        this.sessions = sessions;
        this.loop = loop;
        this.clientId = clientId;
        this.isKept = isKept;
        this.before = new HashSet<>(isKept ? sessions.packetIdentifiers(clientId) : Set.of());
    }

    /** A PUBLISH with this identifier came; false when it is known here to be a repeat, so that it must not be recorded. */
    boolean begin(int packetId) {
        return begun.add(packetId) || isKept;
    }

    /** What a message with this identifier is recorded as. */
    Optional<Delivery> delivery(int packetId) {
        return isKept ? Optional.of(new Delivery(clientId, packetId)) : Optional.empty();
    }

    /**
     * A PUBREC of 0x80 or more ends the exchange (section 4.3.3). {@code answer} sends it, when no message under the identifier is a repeat any more, also
     * after a restart: one may have been recorded before, under other rules.
     */
    void refused(int packetId, Runnable answer) {
        if (isKept && sessions.packetIdentifiers(clientId).contains(packetId)) {
            recordRelease(packetId, ignored -> answer.run());
        } else {
            free(packetId);
            answer.run();
        }
    }

    /**
     * The client will not send this message again. {@code answer} is told whether there was one, when no message under the identifier is a repeat any
     * more, also after a restart. While there is no room to record that, it waits. Releases of one identifier that come meanwhile have the same answer.
     */
    void release(int packetId, Consumer<Boolean> answer) {
        if (!isKept || !before.contains(packetId) && !begun.contains(packetId)) {
            answer.accept(free(packetId));
        } else if (releasing.add(packetId)) {
            recordRelease(packetId, answer);
        }
    }

    private void recordRelease(int packetId, Consumer<Boolean> answer) {
        sessions.release(
                new Delivery(clientId, packetId),
                () -> loop.run(() -> {
                    releasing.remove(packetId);
                    answer.accept(free(packetId));
                }),
                () -> loop.after(RETRY_MILLIS, () -> {
                    if (ended) {
                        answer.accept(false); // which nobody hears, but who waits for it goes on
                    } else {
                        recordRelease(packetId, answer);
                    }
                }));
    }

    private boolean free(int packetId) {
        boolean wasBefore = before.remove(packetId);
        return begun.remove(packetId) || wasBefore;
    }

    /** How many of this connection's own messages are not released: Receive Maximum counts anew in each (section 4.9). */
    int size() {
        return begun.size();
    }

    /** The connection is gone: what waits to be released is the client's to release again. */
    void end() {
        ended = true;
    }
}
