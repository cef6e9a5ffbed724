package io.wardlog.edge.accept;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.state.RefusalTally;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.util.Arrays;
import java.util.Optional;

/** What is known about something that was refused, whether a message or not. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Rejection(
        Sender sender, ErrorCode code, String detail, Optional<String> eventType, byte[] firstBytes, long totalLength) {

    /** Who sent it: an authenticated device, else only an address. */
    record Sender(SourceProtocol protocol, Optional<String> deviceId, Optional<String> peer) {

        private static final String STRANGER = "peer ";
        /** Where an address would stand. */
        private static final String OTHERS = STRANGER + "others";

        /** What tells senders apart. */
        String name() {
            return deviceId.orElseGet(() -> STRANGER + peer.orElse("unknown"));
        }

        /** The name that strangers have together when there are too many of them; a device keeps its own. */
        static String oneOfMany(String name) {
            return name.startsWith(STRANGER) ? OTHERS : name;
        }

        /** Puts what a name says of its sender into an event's payload. */
        static void describe(String name, ObjectNode payload) {
            if (name.startsWith(STRANGER)) {
                payload.put("peer", name.substring(STRANGER.length()));
            } else {
                payload.put("deviceId", name);
            }
        }
    }

    static Rejection of(Arrival arrival, MessageCheck.Result.Invalid invalid) {
        String deviceId = arrival.device().deviceId();
        byte[] body = arrival.body();
        byte[] kept = body.length <= Refusal.KEPT_BYTES ? body : Arrays.copyOf(body, Refusal.KEPT_BYTES);
        return new Rejection(
                new Sender(arrival.protocol(), Optional.of(deviceId), Optional.empty()),
                invalid.code(),
                invalid.detail(),
                invalid.eventType(),
                kept,
                body.length);
    }

    static Rejection of(Refusal refusal) {
        return new Rejection(
                new Sender(refusal.protocol(), refusal.deviceId(), Optional.of(refusal.peer())),
                refusal.code(),
                refusal.detail(),
                Optional.empty(),
                refusal.firstBytes(),
                refusal.totalLength());
    }

    RefusalTally.Key key() {
        return new RefusalTally.Key(sender.name(), code.code());
    }
}
