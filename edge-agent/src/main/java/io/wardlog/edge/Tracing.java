package io.wardlog.edge;

import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.trace.TraceMemory;
import io.wardlog.edge.trace.TracedUplink;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.trace.Spans;
import io.wardlog.trace.otlp.OtlpSpans;
import java.util.Optional;

/** Trace context from the listeners to the uplink, past everything that is recorded. */
final class Tracing {

    private final Optional<OtlpSpans> exporter;
    private final Spans spans;
    private final TraceMemory memory = new TraceMemory();
    private final AgentClock clock;

    Tracing(EdgeConfig config, AgentClock clock) {
        this.exporter = config.tracing()
                .map(to -> OtlpSpans.open(to, "wardlog-agent", config.tenantId() + "/" + config.agentId()));
        this.spans = exporter.isPresent() ? exporter.get() : Spans.OFF;
        this.clock = clock;
    }

    EventTracer tracer() {
        return new EventTracer(spans, memory, clock);
    }

    /** The uplink with what is known of its batches' traces beside them. */
    Uplink along(Uplink uplink) {
        return new TracedUplink(uplink, spans, memory, clock);
    }

    void close() {
        exporter.ifPresent(OtlpSpans::close);
    }
}
