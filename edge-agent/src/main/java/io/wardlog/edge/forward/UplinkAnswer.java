package io.wardlog.edge.forward;

import java.time.Duration;
import java.util.Optional;

/** What came of a call to the collector. */
public sealed interface UplinkAnswer {

    /** Status 200; the body is not checked yet. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Body(byte[] bytes) implements UplinkAnswer {}

    /** Status 304: the caller has what it asks for. Only for what can be asked for on this condition. */
    record Unchanged() implements UplinkAnswer {}

    /** The collector refuses for good (4xx): sending the same again helps only when someone repairs something. */
    record Refused(int status, String code, String detail) implements UplinkAnswer {}

    /**
     * No connection, no answer in time, or a collector that cannot now (5xx, 408, 429).
     *
     * @param retryAfter how long it asks to be left in peace
     * @param answered whether the collector itself says that a part it needs does not answer; false for whatever may come from something
     *     on the way
     */
    record Unavailable(String reason, Optional<Duration> retryAfter, boolean answered) implements UplinkAnswer {

        /** Nobody was reached, or nobody answered. */
        public static Unavailable noAnswer(String reason) {
            return new Unavailable(reason, Optional.empty(), false);
        }

        /** So long, or as long as the collector asks for if that is more. */
        Duration atLeast(Duration own) {
            return retryAfter.filter(asked -> asked.compareTo(own) > 0).orElse(own);
        }
    }
}
