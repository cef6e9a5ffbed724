package io.wardlog.collector.index;

import io.wardlog.collector.trace.Tracing;
import io.wardlog.trace.SpanAttribute;
import io.wardlog.trace.SpanName;
import io.wardlog.trace.Spans;
import java.util.List;

/** An index that follows traced events until they are stored. Used by one thread at a time. */
public final class TracedIndex implements EventIndex {

    private final EventIndex index;
    private final Tracing tracing;

    public TracedIndex(EventIndex index, Tracing tracing) {
        this.index = index;
        this.tracing = tracing;
    }

    @Override
    public Stored store(List<IndexDocument> documents) {
        List<Spans.Span> open = documents.stream()
                .filter(document -> document.trace().isPresent())
                .map(this::begin)
                .toList();
        Stored stored = index.store(documents);
        open.forEach(Spans.Span::end);
        return stored;
    }

    private Spans.Span begin(IndexDocument document) {
        Spans.Span span = tracing.begin(SpanName.INDEX, document.trace().orElseThrow());
        span.set(
                SpanAttribute.DEVICE_ID,
                document.source().path(EventFields.DEVICE_ID).asText());
        span.set(
                SpanAttribute.EVENT_TYPE,
                document.source().path(EventFields.EVENT_TYPE).asText());
        span.set(SpanAttribute.EVENT_HASH, document.id());
        return span;
    }
}
