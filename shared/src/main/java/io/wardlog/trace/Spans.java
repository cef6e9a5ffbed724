package io.wardlog.trace;

import java.time.Instant;

/** Where spans go. Best effort: a call returns at once, never fails, and says nothing of whether anybody gets the span. Thread-safe. */
public interface Spans {
    /** For whom traces are switched off: a context goes on as it came. */
    Spans OFF = (name, parent, start) -> new Span() {
        @Override
        public TraceContext context() {
            return parent;
        }

        @Override
        public void set(SpanAttribute attribute, String value) {
            // nobody wants to know
        }

        @Override
        public void end() {
            // nobody wants to know
        }
    };

    /** Begins a span as a part of {@code parent}. */
    Span begin(SpanName name, TraceContext parent, Instant start);

    /** A span that has begun. */
    interface Span {
        /** For what follows from it. */
        TraceContext context();

        /** Says what it is about; before it ends. */
        void set(SpanAttribute attribute, String value);

        /** It ends now. Of several calls the first counts. */
        void end();
    }
}
