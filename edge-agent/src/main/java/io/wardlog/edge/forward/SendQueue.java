package io.wardlog.edge.forward;

import io.wardlog.batch.BatchLink;
import io.wardlog.edge.state.SentBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The batches that are sealed and not confirmed, oldest first, and which of them is to be sent next. Not thread-safe: the
 * forwarder's.
 */
final class SendQueue {

    private final Deque<SentBatch> sent = new ArrayDeque<>();
    private final Deque<SentBatch> toSend = new ArrayDeque<>();
    private long events;

    SendQueue(List<SentBatch> unconfirmed) {
        unconfirmed.forEach(this::add);
    }

    void add(SentBatch sealed) {
        toSend.add(sealed);
        events += sealed.events();
    }

    private void putFirst(SentBatch batch) {
        toSend.addFirst(batch);
        events += batch.events();
    }

    private SentBatch takeFirst() {
        SentBatch batch = toSend.remove();
        events -= batch.events();
        return batch;
    }

    /** How many events the batches to send hold. */
    long events() {
        return events;
    }

    Optional<SentBatch> next() {
        return Optional.ofNullable(toSend.peek());
    }

    int size() {
        return toSend.size();
    }

    /** The first one has its receipt. */
    void receipted() {
        sent.add(takeFirst());
    }

    /** Whether this batch is one of these. */
    boolean holds(BatchLink batch) {
        return sent.stream().anyMatch(b -> b.batch().equals(batch))
                || toSend.stream().anyMatch(b -> b.batch().equals(batch));
    }

    /** What is confirmed up to this batch need not be sent again; false when it is none of these. */
    boolean confirmed(BatchLink batch) {
        if (!holds(batch)) {
            return false;
        }
        SentBatch last;
        do {
            last = sent.isEmpty() ? takeFirst() : sent.remove();
        } while (!last.batch().equals(batch));
        return true;
    }

    /** Everything that is not confirmed is sent again: the collector may have lost what it gave a receipt for. */
    void rewind() {
        while (!sent.isEmpty()) {
            putFirst(sent.removeLast());
        }
    }

    /** Confirmed batches that the collector has lost are sent again, before all others. */
    void prepend(List<SentBatch> lost) {
        for (int i = lost.size() - 1; i >= 0; i--) {
            putFirst(lost.get(i));
        }
    }
}
