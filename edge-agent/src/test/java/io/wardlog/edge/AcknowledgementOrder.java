package io.wardlog.edge;

import io.wardlog.edge.SystemCalls.Connection;
import io.wardlog.edge.SystemCalls.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The promise of an acknowledgement, seen from outside: no answer leaves before a sync of the journal that began behind its message returned. */
final class AcknowledgementOrder {

    private final SystemCalls calls;
    private final String segment;
    private final List<String> broken = new ArrayList<>();
    private int kept;

    /** @param segment how the names of the journal's files end */
    AcknowledgementOrder(SystemCalls calls, String segment) {
        this.calls = calls;
        this.segment = segment;
    }

    /** Looks at one message, which has come as these bytes, and at its answer. */
    void look(Connection connection, byte[] message, byte[] answer, String what) {
        Optional<Integer> received = connection.received(message);
        Optional<Integer> answered = connection.sent(answer);
        if (received.isEmpty() || answered.isEmpty()) {
            broken.add(what + ": not seen: message " + received + ", answer " + answered);
        } else {
            look(new Exchange(received.get(), answered.get()), what);
        }
    }

    /** Looks at one message and its answer, which are somewhere in what was encrypted. */
    void look(Exchange exchange, String what) {
        if (calls.syncedBetween(segment, exchange.received(), exchange.answered())) {
            kept++;
        } else {
            broken.add(what + ": received in line " + exchange.received() + ", answered in line " + exchange.answered()
                    + ", and no sync between them");
        }
    }

    /** What was not as promised. */
    List<String> broken() {
        return broken;
    }

    /** How many messages were acknowledged as promised. */
    int kept() {
        return kept;
    }
}
