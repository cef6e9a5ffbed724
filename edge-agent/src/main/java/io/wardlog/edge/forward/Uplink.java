package io.wardlog.edge.forward;

import io.wardlog.tls.TlsMaterial;
import java.util.concurrent.CompletableFuture;

/**
 * The way to the collector, over which it proved who it is and the agent did, too. Both calls return at once; each future
 * completes on any thread, never exceptionally, and within a time limit of the implementation: an answer that does not
 * come is {@link UplinkAnswer.Unavailable}. At most one call is under way.
 */
public interface Uplink {

    /** Asks what custody confirmed of this agent ({@code GET /v1/head}). */
    CompletableFuture<UplinkAnswer> head();

    /** Sends the frame's bytes as they are ({@code POST /v1/batches}); they must not be changed until the answer is there. */
    CompletableFuture<UplinkAnswer> send(OutgoingBatch batch);

    /**
     * The last answer, although it was a {@link UplinkAnswer.Body}, is not to be believed: the next call may go to another collector,
     * as after one that did not answer.
     */
    default void notBelieved() {
        // one collector only: there is no other
    }

    /** Other certificates count from now on: the next call takes a new connection. From any thread. */
    default void renew(TlsMaterial material) {
        // a way without certificates has nothing to renew
    }

    /** Lets go of the connection. Calls under way complete as unavailable. */
    void close();
}
