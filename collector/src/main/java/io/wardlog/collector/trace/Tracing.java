package io.wardlog.collector.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.trace.EventTraces;
import io.wardlog.trace.SpanName;
import io.wardlog.trace.Spans;
import io.wardlog.trace.TraceContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads trace context where it comes in, and begins spans. Thread-safe. */
public final class Tracing {
    private final Spans spans;
    private final MeterRegistry meters;
    private final InstantSource clock;

    public Tracing(Spans spans, MeterRegistry meters, InstantSource clock) {
        this.spans = spans;
        this.meters = meters;
        this.clock = clock;
    }

    /** Begins a span for each traced event of a batch; {@code named} is what stands beside the batch, usually nothing. */
    public BatchSpans begin(SpanName name, List<String> named) {
        return new BatchSpans(name, read(name, named), this);
    }

    /** Begins a span now. */
    public Spans.Span begin(SpanName name, TraceContext parent) {
        return spans.begin(name, parent, clock.instant());
    }

    private EventTraces read(SpanName name, List<String> named) {
        if (named.isEmpty()) {
            return EventTraces.NONE;
        }
        Optional<EventTraces> read = named.size() == 1 ? EventTraces.parse(named.get(0)) : Optional.empty();
        Counter.builder("wardlog.trace.contexts")
                .description("Headers with trace contexts that came beside batches")
                .tag("role", name.name().toLowerCase(Locale.ROOT))
                .tag("result", read.isPresent() ? "read" : "malformed")
                .register(meters)
                .increment();
        return read.orElse(EventTraces.NONE);
    }
}
