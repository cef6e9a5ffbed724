package io.wardlog.edge.listen;

import io.wardlog.event.SourceProtocol;
import io.wardlog.trace.TraceContext;
import java.util.List;
import java.util.Optional;

/** Reads the trace context that a message came with. */
public final class Traces {

    private Traces() {}

    /** The one that is named, when exactly one is and has the form; anything else is counted and as if there were none. */
    public static Optional<TraceContext> read(List<String> named, SourceProtocol protocol, ListenMetrics metrics) {
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Optional<TraceContext> context = named.size() == 1 ? TraceContext.parse(named.get(0)) : Optional.empty();
        metrics.traced(protocol, context.isPresent());
        return context;
    }
}
