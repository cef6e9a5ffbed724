package io.wardlog.edge.forward;

import io.wardlog.hash.Hash;
import io.wardlog.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * The way to the collector, over which it proved who it is and the agent did, too. Calls return at once; each future
 * completes on any thread, never exceptionally, and within a time limit of the implementation: an answer that does not
 * come is {@link UplinkAnswer.Unavailable}. At most one call of {@link #head} and {@link #send} is under way, and beside it one of {@link
 * #registry}.
 */
public interface Uplink {

    /** Asks what custody confirmed of this agent ({@code GET /v1/head}). */
    CompletableFuture<UplinkAnswer> head();

    /** Sends the frame's bytes as they are ({@code POST /v1/batches}); they must not be changed until the answer is there. */
    CompletableFuture<UplinkAnswer> send(OutgoingBatch batch);

    /** How many collectors there are; calls go to the next one after each that was {@link UplinkAnswer.Unavailable}. */
    default int collectors() {
        return 1;
    }

    /**
     * Which of them the last call of {@link #head} or {@link #send} went to, from 0 on: always the same number for the same one. Nobody when it did not come so
     * far. To be asked for when the answer is there.
     */
    default OptionalInt asked() {
        return OptionalInt.of(0);
    }

    /**
     * The last answer, although it was a {@link UplinkAnswer.Body}, is not to be believed: the next call may go to another collector,
     * as after one that did not answer.
     */
    default void notBelieved() {
        // one collector only: there is no other
    }

    /**
     * Other certificates count: the next call after that takes a new connection. From any thread.
     *
     * @return completes, when they count or cannot be taken over, with the message of what went wrong, empty when nothing did
     */
    default CompletableFuture<Optional<String>> renew(TlsMaterial material) {
        return CompletableFuture.completedFuture(Optional.empty()); // a way without certificates has nothing to renew
    }

    /**
     * Asks for the tenant's registry bundle ({@code GET /v1/registry}); {@link UplinkAnswer.Unchanged} when it is one of {@code known}.
     *
     * @param known SHA-256 of the bundles that need not be sent
     */
    CompletableFuture<UplinkAnswer> registry(List<Hash> known);

    /** Lets go of the connection. Calls under way complete as unavailable. */
    void close();
}
