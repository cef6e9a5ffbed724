package io.wardlog.edge.forward;

import io.wardlog.edge.writer.AgentClock;

/** Counts on the forwarder's thread and publishes whole values for all others. */
final class ProgressCounter {

    private final AgentClock clock;
    private boolean connected;
    private long deliveredBytes;
    private long deliveredEvents;
    private long sealedUnsent;
    private long waiting;
    private long oldestMicros;
    private long lastReceiptMicros;
    private String problem = "";
    private volatile ForwardProgress latest = ForwardProgress.NONE;

    ProgressCounter(AgentClock clock) {
        this.clock = clock;
    }

    void connected() {
        connected = true;
        problem = "";
    }

    void failed(String reason) {
        connected = false;
        problem = reason;
    }

    void delivered(long bytes, int events) {
        deliveredBytes += bytes;
        deliveredEvents += events;
        sealedUnsent = Math.max(0, sealedUnsent - events);
        lastReceiptMicros = AgentClock.micros(clock.now());
    }

    void sealed(int events, long oldest) {
        sealedUnsent += events;
        oldestMicros = oldestMicros == 0 ? oldest : oldestMicros;
    }

    void waiting(int events, long oldest) {
        waiting = events;
        if (sealedUnsent == 0) {
            oldestMicros = oldest;
        }
    }

    long unsentEvents() {
        return sealedUnsent + waiting;
    }

    long oldestUnsentMs() {
        return oldestMicros == 0 ? 0 : Math.max(0, (AgentClock.micros(clock.now()) - oldestMicros) / 1_000);
    }

    void publish(Forwarder.State state, int batchesToSend) {
        if (batchesToSend == 0) {
            sealedUnsent = 0;
        }
        latest = new ForwardProgress(
                state,
                connected,
                deliveredBytes,
                deliveredEvents,
                unsentEvents(),
                unsentEvents() == 0 ? 0 : oldestMicros,
                lastReceiptMicros,
                problem);
    }

    ForwardProgress latest() {
        return latest;
    }
}
