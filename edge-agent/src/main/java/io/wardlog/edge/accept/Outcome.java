package io.wardlog.edge.accept;

import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import java.time.Duration;
import java.util.function.Function;

/** The agent's answer to one message. */
public sealed interface Outcome {

    /**
     * On disk, in its chain. A repeat is answered as the first one was.
     *
     * @param eventId the id in the record, which is the agent's when the device gave none or an unusable one
     * @param sequenceNumber its place in the device's chain, from 1
     * @param hash the event hash
     */
    record Accepted(String eventId, long sequenceNumber, Hash hash) implements Outcome {
        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected, Function<Busy, T> busy) {
            return accepted.apply(this);
        }
    }

    /**
     * Refused for good: sending the same bytes again cannot help. That it came and why it was refused is on disk.
     *
     * @param detail what is wrong and where; quotes nothing of the message
     */
    record Rejected(ErrorCode code, String detail) implements Outcome {
        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected, Function<Busy, T> busy) {
            return rejected.apply(this);
        }
    }

    /**
     * Not now, nothing was kept; try again after {@code retryAfter}.
     *
     * @param code {@code BUSY}: there is no room; {@code RATE_LIMITED}: the device sends more than it may
     */
    record Busy(ErrorCode code, Duration retryAfter) implements Outcome {
        /** There is no room. */
        public Busy(Duration retryAfter) {
            this(ErrorCode.BUSY, retryAfter);
        }

        @Override
        public <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected, Function<Busy, T> busy) {
            return busy.apply(this);
        }
    }

    /** The result of the one function that fits; the compiler sees that no case is forgotten. */
    <T> T fold(Function<Accepted, T> accepted, Function<Rejected, T> rejected, Function<Busy, T> busy);
}
