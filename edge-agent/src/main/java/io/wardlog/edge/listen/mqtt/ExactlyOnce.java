package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.accept.Delivery;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.listen.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The QoS 2 packet identifiers of one connection that are not released (MQTT 5 section 4.3.3). In a session that is kept, whether a message is a
 * repeat and an identifier is taken is decided where messages are recorded, for that must hold over connections and restarts; in one that ends with
 * its connection, here. Confined to the connection's event loop.
 */
final class ExactlyOnce {

    /** How long releases wait for room on the disk before they are tried again. */
    private static final long RETRY_MILLIS = 200;

    /** So many are released with one write. What comes meanwhile waits for the next, so that no client fills the writer's queue with releases. */
    private static final int AT_ONCE = 32;

    private final Sessions sessions;
    private final EventLoop loop;
    private final String clientId;
    private final boolean isKept;
    private final Released released;
    private final IdentifierSet begun = new IdentifierSet();
    private final IdentifierSet waiting = new IdentifierSet();
    private final Map<Integer, List<Runnable>> refusals = new HashMap<>();
    private List<Integer> underWay = List.of();
    private int lastSubmitted;
    private boolean ended;

    /** Hears of releases on the loop. */
    interface Released {
        /** No message under the identifier is a repeat any more, also after a restart; {@code isKnown} is whether there was one. */
        void released(int packetId, boolean isKnown);
    }

    /**
     * @param clientId the name of the session
     * @param isKept whether the session is on disk
     */
    ExactlyOnce(Sessions sessions, EventLoop loop, String clientId, boolean isKept, Released released) {
        this.sessions = sessions;
        this.loop = loop;
        this.clientId = clientId;
        this.isKept = isKept;
        this.released = released;
    }

    /** A PUBLISH with this identifier came. Answers whether one came before in this connection that is not released. */
    boolean begin(int packetId) {
        return !begun.add(packetId);
    }

    /** What the message is recorded as; none in a session that ends with its connection. */
    Optional<Delivery> delivery(int packetId, boolean mayBeRepeat) {
        return isKept ? Optional.of(new Delivery(clientId, packetId, mayBeRepeat)) : Optional.empty();
    }

    /**
     * A PUBREC of 0x80 or more ends the exchange (section 4.3.3). {@code answer} sends it, when no message under the identifier is a repeat any more, also
     * after a restart: one may have been recorded before, under other rules.
     */
    void refused(int packetId, Runnable answer) {
        begun.remove(packetId);
        if (!isKept || ended) {
            answer.run();
            return;
        }
        refusals.computeIfAbsent(packetId, id -> new ArrayList<>()).add(answer);
        waiting.add(packetId);
        releaseNext();
    }

    /**
     * PUBREL: the client will not send this message again. While there is no room to record that, it waits; where no message is taken, there is nothing to
     * record. Releases of one identifier that come meanwhile have the same answer, but for one behind another message.
     */
    void release(int packetId) {
        boolean wasBegun = begun.remove(packetId);
        if (!isKept) {
            released.released(packetId, wasBegun);
        } else if (wasBegun || !underWay.contains(packetId)) {
            waiting.add(packetId);
            releaseNext();
        }
    }

    private void releaseNext() {
        if (ended || waiting.isEmpty() || !underWay.isEmpty()) {
            return;
        }
        List<Integer> next = nextWaiting();
        underWay = next;
        sessions.release(
                clientId,
                next,
                taken -> loop.run(() -> settle(next, taken)),
                taken -> loop.run(() -> waitForRoom(next, taken)));
    }

    /** Only what is taken has to wait. */
    private void waitForRoom(List<Integer> packetIds, Set<Integer> taken) {
        underWay = List.copyOf(taken);
        answer(packetIds.stream().filter(packetId -> !taken.contains(packetId)).toList(), Set.of());
        loop.after(RETRY_MILLIS, () -> {
            taken.forEach(waiting::add);
            underWay = List.of();
            releaseNext();
        });
    }

    /** Goes on behind those that were submitted last, so that each has its turn. */
    private List<Integer> nextWaiting() {
        List<Integer> next = new ArrayList<>();
        while (next.size() < AT_ONCE && !waiting.isEmpty()) {
            lastSubmitted = waiting.nextInTurn(lastSubmitted);
            waiting.remove(lastSubmitted);
            next.add(lastSubmitted);
        }
        return next;
    }

    private void settle(List<Integer> packetIds, Set<Integer> taken) {
        underWay = List.of();
        answer(packetIds, taken);
        releaseNext();
    }

    private void answer(List<Integer> packetIds, Set<Integer> taken) {
        for (int packetId : packetIds) {
            List<Runnable> answers = refusals.remove(packetId);
            if (answers != null) {
                answers.forEach(Runnable::run);
            } else {
                released.released(packetId, taken.contains(packetId));
            }
        }
    }

    /** How many of this connection's own messages are not released: Receive Maximum counts anew in each (section 4.9). */
    int size() {
        return begun.size();
    }

    /** The connection is gone: what waits to be released is the client's to release again. Who waits for it hears nothing and goes on. */
    void end() {
        ended = true;
        List<Runnable> left = new ArrayList<>();
        refusals.values().forEach(left::addAll);
        refusals.clear();
        left.forEach(Runnable::run);
    }
}
