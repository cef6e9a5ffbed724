package io.wardlog.edge.accept;

import java.util.Set;

/**
 * Which MQTT clients have a session, kept across restarts: a client that is told "no session" drops what it has in
 * flight. A session holds the packet identifiers of QoS 2 that its client has not released; they are taken with their messages (see {@link
 * Delivery}). Thread-safe. Callbacks run on the writer thread after a real sync, so a CONNACK may say "present" from then on.
 * A session unused for 30 days is forgotten, and a device's eldest when it has more than 64.
 */
public interface Sessions {

    /** Whether this client has a session. Never blocks. */
    boolean present(String clientId);

    /** Records that this client has a session with nothing in it. No answer comes while the disk is full and that is not on disk. */
    void begin(String clientId, Runnable whenDurable);

    /** Records that this client uses its session. No answer comes while the disk is full and the session is new. */
    void remember(String clientId, Runnable whenDurable);

    /** Records that the session ended (clean start, expiry). */
    void forget(String clientId, Runnable whenDurable);

    /** The packet identifiers that this client has not released. Never blocks; may be ahead of the disk while a group is written. */
    Set<Integer> packetIdentifiers(String clientId);

    /**
     * Records that the client released a packet identifier: from then on a message under it is a new one. Must be durable before the PUBCOMP,
     * after which the client may use the identifier again. One that is not taken is released at once.
     *
     * @param whenFull runs instead when there is no room on the disk
     */
    void release(Delivery delivery, Runnable whenDurable, Runnable whenFull);
}
