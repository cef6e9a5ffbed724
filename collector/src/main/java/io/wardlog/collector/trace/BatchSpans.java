package io.wardlog.collector.trace;

import io.wardlog.trace.EventTraces;
import io.wardlog.trace.SpanAttribute;
import io.wardlog.trace.SpanName;
import io.wardlog.trace.Spans;
import io.wardlog.trace.TraceContext;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The spans of a batch's traced events in one role; of most batches there are none. Used by one thread at a time. */
public final class BatchSpans {
    private final SortedMap<Integer, Spans.Span> byIndex = new TreeMap<>();

    BatchSpans(SpanName name, EventTraces traces, Tracing tracing) {
        traces.byIndex().forEach((index, parent) -> byIndex.put(index, tracing.begin(name, parent)));
    }

    /** What goes beside the batch to the next role. */
    public EventTraces contexts() {
        SortedMap<Integer, TraceContext> contexts = new TreeMap<>();
        byIndex.forEach((index, span) -> contexts.put(index, span.context()));
        return contexts.isEmpty() ? EventTraces.NONE : new EventTraces(contexts);
    }

    /** The span of the event at this place. */
    public Optional<Spans.Span> of(int index) {
        return Optional.ofNullable(byIndex.get(index));
    }

    /** Says the same of all. */
    public void set(SpanAttribute attribute, String value) {
        byIndex.values().forEach(span -> span.set(attribute, value));
    }

    /** All end now. */
    public void end() {
        byIndex.values().forEach(Spans.Span::end);
    }
}
