package io.wardlog.edge.forward;

import java.util.concurrent.CompletableFuture;

/**
 * The way to the collector, over which it proved who it is and the agent did, too. Both calls return at once; each future
 * completes on any thread, never exceptionally, and within a time limit of the implementation: an answer that does not
 * come is {@link UplinkAnswer.Unavailable}. At most one call is under way.
 */
public interface Uplink {

    /** Asks what custody confirmed of this agent ({@code GET /v1/head}). */
    CompletableFuture<UplinkAnswer> head();

    /** Sends these frame bytes as they are ({@code POST /v1/batches}); they must not be changed until the answer is there. */
    CompletableFuture<UplinkAnswer> send(byte[] frame);

    /** Lets go of the connection. Calls under way complete as unavailable. */
    void close();
}
