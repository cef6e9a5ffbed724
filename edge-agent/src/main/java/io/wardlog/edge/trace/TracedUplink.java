package io.wardlog.edge.trace;

import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.hash.Hash;
import io.wardlog.tls.TlsMaterial;
import io.wardlog.trace.EventTraces;
import io.wardlog.trace.SpanAttribute;
import io.wardlog.trace.SpanName;
import io.wardlog.trace.Spans;
import io.wardlog.trace.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** An uplink that sends the trace contexts of a batch's events beside it, and follows them until the answer. */
public final class TracedUplink implements Uplink {

    private final Uplink uplink;
    private final Spans spans;
    private final TraceMemory memory;
    private final AgentClock clock;

    public TracedUplink(Uplink uplink, Spans spans, TraceMemory memory, AgentClock clock) {
        this.uplink = uplink;
        this.spans = spans;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<UplinkAnswer> head() {
        return uplink.head();
    }

    @Override
    public CompletableFuture<UplinkAnswer> send(OutgoingBatch batch) {
        SortedMap<Integer, TraceMemory.Traced> traced = memory.of(batch.events());
        if (traced.isEmpty()) {
            return uplink.send(batch);
        }
        List<Spans.Span> open = new ArrayList<>();
        SortedMap<Integer, TraceContext> contexts = new TreeMap<>();
        traced.forEach((index, event) -> {
            Spans.Span span = begin(event, batch.events().get(index));
            open.add(span);
            contexts.put(index, span.context());
        });
        return uplink.send(batch.with(new EventTraces(contexts))).thenApply(answer -> {
            open.forEach(Spans.Span::end);
            if (answer instanceof UplinkAnswer.Body) {
                memory.forget(batch.events());
            }
            return answer;
        });
    }

    private Spans.Span begin(TraceMemory.Traced event, Hash hash) {
        Spans.Span span = spans.begin(SpanName.FORWARD, event.context(), clock.now());
        span.set(SpanAttribute.DEVICE_ID, event.deviceId());
        span.set(SpanAttribute.EVENT_TYPE, event.eventType());
        span.set(SpanAttribute.EVENT_HASH, hash.hex());
        return span;
    }

    @Override
    public CompletableFuture<UplinkAnswer> registry(List<Hash> known) {
        return uplink.registry(known);
    }

    @Override
    public int collectors() {
        return uplink.collectors();
    }

    @Override
    public OptionalInt asked() {
        return uplink.asked();
    }

    @Override
    public void notBelieved() {
        uplink.notBelieved();
    }

    @Override
    public CompletableFuture<Optional<String>> renew(TlsMaterial material) {
        return uplink.renew(material);
    }

    @Override
    public void close() {
        uplink.close();
    }
}
