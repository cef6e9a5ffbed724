package io.wardlog.edge.accept;

/**
 * Which MQTT clients have a session, kept across restarts: a client that is told "no session" drops what it has in
 * flight. Thread-safe. Callbacks run on the writer thread after a real sync, so a CONNACK may say "present" from then on.
 * A session unused for 30 days is forgotten, and a device's eldest when it has more than 64.
 */
public interface Sessions {

    /** Whether this client has a session. Never blocks. */
    boolean present(String clientId);

    /** Records that this client has a session and uses it. No answer comes while the disk is full and the session is new. */
    void remember(String clientId, Runnable whenDurable);

    /** Records that the session ended (clean start, expiry). */
    void forget(String clientId, Runnable whenDurable);
}
