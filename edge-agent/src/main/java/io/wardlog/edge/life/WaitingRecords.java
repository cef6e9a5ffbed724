package io.wardlog.edge.life;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.writer.Writer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of the agent's own, written in the order in which they came. What the journal has no room for waits, and is tried again at each {@link
 * #write}; of that at most {@value #MOST} are kept in memory, the eldest. Belongs to one thread.
 */
final class WaitingRecords {

    static final int MOST = 1_024;

    private static final Logger log = LoggerFactory.getLogger(WaitingRecords.class);
    private static final int AT_ONCE = 16;
    private static final int EVENT_BYTES = 4_096;

    private final Writer writer;
    private final Queue<OwnRecord> waiting = new ArrayDeque<>();
    /** Of the first so many of what waits the writer has been asked, and this is its answer. */
    private int asked;

    private CompletableFuture<Boolean> answer = CompletableFuture.completedFuture(true);

    private record OwnRecord(String eventType, ObjectNode payload) {}

    WaitingRecords(Writer writer) {
        this.writer = writer;
    }

    /** Writes this behind all that waits. */
    void write(String eventType, ObjectNode payload) {
        if (waiting.size() < MOST) {
            waiting.add(new OwnRecord(eventType, payload));
        } else {
            log.atError().addKeyValue("eventType", eventType).log("own_record_given_up");
        }
        write();
    }

    /** Hands over what waits, unless the writer has some of it still. */
    void write() {
        if (!answer.isDone()) {
            return;
        }
        for (int written = answer.join() ? asked : 0; written > 0; written--) {
            waiting.remove();
        }
        List<OwnRecord> next = waiting.stream().limit(AT_ONCE).toList();
        asked = next.size();
        if (asked > 0) {
            answer = new OwnTask(
                            asked * EVENT_BYTES,
                            group -> next.forEach(record -> group.appendOwn(record.eventType(), record.payload())))
                    .submitTo(writer);
        }
    }
}
