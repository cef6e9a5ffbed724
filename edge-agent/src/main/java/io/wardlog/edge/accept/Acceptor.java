package io.wardlog.edge.accept;

import java.util.function.Consumer;

/**
 * Where listeners hand over what they read. Never blocks and never throws for its input; may be called from any thread.
 *
 * <p>A callback comes exactly once, on the caller's thread (checks that need no disk, {@link Outcome.Busy}) or on the
 * writer thread; listeners hop to their own event loop. No callback comes after a fatal journal fault: the process is
 * about to exit, and what it did not answer was not acknowledged. Messages of one device that one thread hands over are
 * recorded in that order.
 */
public interface Acceptor {

    /**
     * Takes one message of an identified device. {@link Outcome.Accepted} and {@link Outcome.Rejected} come only after
     * the event, or the record of its rejection, is on disk (a real sync returned); {@link Outcome.Busy} means that
     * nothing was kept and the caller must hold the message or let the device send it again.
     */
    void accept(Arrival arrival, Consumer<Outcome> whenDurable);

    /**
     * Records what never became a message of an identified device: a failed handshake, wrong credentials, an oversized
     * or unparsable packet. Repeats of one peer and code within a minute are counted together. {@code whenDurable} runs
     * when the record, or the raised count, is on disk; when there is no room for either, it runs at once and only the
     * listener's metrics know.
     */
    void refuse(Refusal refusal, Runnable whenDurable);

    /** A connection of an identified device ended: that may be why numbers of its own are missing next. One that stands before another passes it on. */
    default void disconnected(String deviceId) {
        // nothing to explain here
    }
}
