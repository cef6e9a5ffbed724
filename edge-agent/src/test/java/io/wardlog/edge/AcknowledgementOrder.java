package io.wardlog.edge;

import io.wardlog.edge.SystemCalls.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The promise of an acknowledgement, seen from outside: no answer leaves before a sync of the journal that began behind its message returned. */
final class AcknowledgementOrder {

    private static final String SEGMENT = ".cq4";

    private final SystemCalls calls;
    private final List<String> broken = new ArrayList<>();
    private int kept;

    AcknowledgementOrder(SystemCalls calls) {
        this.calls = calls;
    }

    /** Looks at one message, which has come as these bytes, and at its answer. */
    void look(Connection connection, byte[] message, byte[] answer, String what) {
        Optional<Integer> received = connection.received(message);
        Optional<Integer> answered = connection.sent(answer);
        if (received.isEmpty() || answered.isEmpty()) {
            broken.add(what + ": not seen: message " + received + ", answer " + answered);
        } else if (!calls.syncedBetween(SEGMENT, received.get(), answered.get())) {
            broken.add(what + ": received in line " + received.get() + ", answered in line " + answered.get()
                    + ", and no sync between them");
        } else {
            kept++;
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
