package io.wardlog.edge.forward;

import io.wardlog.batch.ConfirmedHead;
import io.wardlog.edge.state.SentBatch;
import io.wardlog.edge.writer.AgentClock;
import java.time.Instant;
import java.util.Optional;

/** Counts on the forwarder's thread and publishes whole values for all others. */
final class ProgressCounter {

    private final AgentClock clock;
    private boolean answered;
    private Instant asked = Instant.EPOCH;
    private long deliveredBytes;
    private long deliveredEvents;
    private long queued;
    private long queuedSinceMicros;
    private long sealing;
    private long sealingSinceMicros;
    private long waiting;
    private long waitingSinceMicros;
    private long readEnd;
    private Optional<ForwardProgress.Moment> lastReceipt = Optional.empty();
    private Optional<SeenClock> seenClock = Optional.empty();
    private String problem = "";
    private Optional<ConfirmedHead.Status> custody = Optional.empty();
    private volatile ForwardProgress latest = ForwardProgress.NONE;

    ProgressCounter(AgentClock clock) {
        this.clock = clock;
    }

    /** A call goes out. */
    void asking() {
        asked = clock.now();
    }

    /** It is there; what failed is known until a receipt shows that it fails no more. */
    void answered() {
        answered = true;
    }

    void failed(String reason) {
        answered = false;
        problem = reason;
    }

    /** What custody says of this agent; true when it said something else before. */
    boolean custody(ConfirmedHead.Status status) {
        boolean news = !Optional.of(status).equals(custody);
        custody = Optional.of(status);
        return news;
    }

    void delivered(long bytes, int events) {
        deliveredBytes += bytes;
        deliveredEvents += events;
    }

    /** A receipt is here, believed; {@code receivedAt} is the collector's clock in it. */
    void receipted(String receivedAt) {
        answered();
        problem = "";
        Instant now = clock.now();
        ForwardProgress.Moment at = new ForwardProgress.Moment(AgentClock.micros(now), clock.nanoTime());
        lastReceipt = Optional.of(at);
        ClockOffset.of(receivedAt, asked, now).ifPresent(offset -> seenClock = Optional.of(new SeenClock(offset, at)));
    }

    /** So many of the events that waited are in a batch that is not journaled yet, the oldest since then. */
    void sealing(int events, long oldestMicros) {
        waiting = Math.max(0, waiting - events);
        sealing = events;
        sealingSinceMicros = oldestMicros;
    }

    /** That batch is journaled. */
    void sealed() {
        sealing = 0;
    }

    /** So many events are read and in no batch, the oldest since then, 0 for none; the journal is read up to there. */
    void waiting(int events, long oldestMicros, long journalReadEnd) {
        waiting = events;
        waitingSinceMicros = oldestMicros;
        readEnd = journalReadEnd;
    }

    long unsentEvents() {
        return queued + sealing + waiting;
    }

    private long oldestMicros() {
        if (queued > 0) {
            return queuedSinceMicros;
        }
        return sealing > 0 ? sealingSinceMicros : waitingSinceMicros;
    }

    long oldestUnsentMs() {
        return oldestMicros() == 0 ? 0 : Math.max(0, (AgentClock.micros(clock.now()) - oldestMicros()) / 1_000);
    }

    void publish(Forwarder.State state, SendQueue queue) {
        queued = queue.events();
        queuedSinceMicros =
                queue.firstWithoutReceipt().map(SentBatch::sinceMicros).orElse(0L);
        latest = new ForwardProgress(
                state,
                new ForwardProgress.Heard(answered, lastReceipt, seenClock),
                deliveredBytes,
                deliveredEvents,
                new ForwardProgress.Backlog(unsentEvents(), readEnd, unsentEvents() == 0 ? 0 : oldestMicros()),
                new ForwardProgress.Confirmation(queue.unconfirmed(), custody),
                problem);
    }

    ForwardProgress latest() {
        return latest;
    }
}
