package io.wardlog.edge.trace;

import io.wardlog.edge.writer.AgentClock;
import io.wardlog.hash.Hash;
import io.wardlog.trace.SpanAttribute;
import io.wardlog.trace.SpanName;
import io.wardlog.trace.Spans;
import io.wardlog.trace.TraceContext;
import java.util.Optional;

/** Follows traced messages until they are on disk. Thread-safe. */
public final class EventTracer {

    private final Spans spans;
    private final TraceMemory memory;
    private final AgentClock clock;

    public EventTracer(Spans spans, TraceMemory memory, AgentClock clock) {
        this.spans = spans;
        this.memory = memory;
        this.clock = clock;
    }

    /** A message was taken; nothing when it belongs to no trace. */
    public Optional<Acceptance> begin(Optional<TraceContext> trace, String deviceId, String eventType) {
        return trace.map(
                parent -> new Acceptance(spans.begin(SpanName.ACCEPT, parent, clock.now()), deviceId, eventType));
    }

    /** A traced message on its way to the disk. One thread at a time. */
    public final class Acceptance {

        private final Spans.Span span;
        private final String deviceId;
        private final String eventType;

        private Acceptance(Spans.Span span, String deviceId, String eventType) {
            this.span = span;
            this.deviceId = deviceId;
            this.eventType = eventType;
            span.set(SpanAttribute.DEVICE_ID, deviceId);
            span.set(SpanAttribute.EVENT_TYPE, eventType);
        }

        /** It became this event. Before the event is durable, so that no batch goes without it. */
        public void recorded(Hash event) {
            span.set(SpanAttribute.EVENT_HASH, event.hex());
            memory.remember(event, new TraceMemory.Traced(span.context(), deviceId, eventType));
        }

        /** Its sender is answered. */
        public void ended() {
            span.end();
        }
    }
}
