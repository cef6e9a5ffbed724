package io.wardlog.edge.accept;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Which MQTT clients have a session, kept across restarts: a client that is told "no session" drops what it has in
 * flight. A session holds the packet identifiers of QoS 2 that its client has not released; they are taken with their messages (see {@link
 * Delivery}). Thread-safe. Each change is made behind all that was asked for before it, messages too. Callbacks run on the writer thread after a real
 * sync, so a CONNACK may say "present" from then on.
 * A session unused for 30 days is forgotten, and a device's eldest when it has more than 64.
 */
public interface Sessions {

    /** Whether this client has a session. Never blocks; may be behind what is asked for. */
    boolean present(String clientId);

    /**
     * Records that this client has a session with nothing in it.
     *
     * @param whenFull runs instead when that is not on disk and there is no room for it, on any thread
     */
    void begin(String clientId, Runnable whenDurable, Runnable whenFull);

    /**
     * Records that this client uses its session.
     *
     * @param begins whether one begins when there is none
     * @param whenDurable is told whether there was one
     * @param whenFull runs instead when a session would have to begin and there is no room on the disk, on any thread
     */
    void resume(String clientId, boolean begins, Consumer<Boolean> whenDurable, Runnable whenFull);

    /**
     * Records that the session ended (clean start, expiry).
     *
     * @param stillEnds asked on the writer thread when it comes to that: false when the client has come back meanwhile, so that its session stays
     * @param whenFull runs instead when there is a session that ends and no room on the disk, on any thread
     */
    void forget(String clientId, BooleanSupplier stillEnds, Runnable whenDurable, Runnable whenFull);

    /**
     * Records that the client released packet identifiers: from then on a message under one is a new one. Must be durable before the PUBCOMP,
     * after which the client may use the identifier again. One that is not taken is released at once.
     *
     * @param packetIdentifiers some dozens at most
     * @param whenDurable is told which of them were taken
     * @param whenFull is told instead, when there is no room on the disk, which of them are taken and stay so; on any thread
     */
    void release(
            String clientId,
            List<Integer> packetIdentifiers,
            Consumer<Set<Integer>> whenDurable,
            Consumer<Set<Integer>> whenFull);
}
