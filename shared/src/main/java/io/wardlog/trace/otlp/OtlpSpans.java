package io.wardlog.trace.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.wardlog.trace.SpanAttribute;
import io.wardlog.trace.SpanName;
import io.wardlog.trace.Spans;
import io.wardlog.trace.TraceContext;
import io.wardlog.trace.TracingConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Sends the spans of sampled traces every second, from a bounded queue: when nobody takes them, spans are dropped and nothing waits.
 */
public final class OtlpSpans implements Spans, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int QUEUE = 2_048;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private OtlpSpans(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get("io.wardlog");
    }

    /**
     * Begins to send; asks nobody yet.
     *
     * @param service {@code wardlog-agent} or {@code wardlog-collector}
     * @param instance which one
     */
    public static OtlpSpans open(TracingConfig config, String service, String instance) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString())
                .setTimeout(TIMEOUT)
                .setConnectTimeout(TIMEOUT)
                .build();
        Resource resource = Resource.create(Attributes.builder()
                .put("service.name", service)
                .put("service.instance.id", instance)
                .build());
        return new OtlpSpans(SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.alwaysOff()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(EVERY)
                        .setMaxQueueSize(QUEUE)
                        .build())
                .build());
    }

    @Override
    public Span begin(SpanName name, TraceContext parent, Instant start) {
        return new SdkSpan(tracer.spanBuilder("wardlog." + name.name().toLowerCase(Locale.ROOT))
                .setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(remote(parent))))
                .setStartTimestamp(start)
                .startSpan());
    }

    private static SpanContext remote(TraceContext parent) {
        return SpanContext.createFromRemoteParent(
                parent.traceId(),
                parent.spanId(),
                parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }

    private record SdkSpan(io.opentelemetry.api.trace.Span span) implements Span {
        @Override
        public TraceContext context() {
            SpanContext own = span.getSpanContext();
            return new TraceContext(own.getTraceId(), own.getSpanId(), own.isSampled());
        }

        @Override
        public void set(SpanAttribute attribute, String value) {
            span.setAttribute(attribute.key(), value);
        }

        @Override
        public void end() {
            span.end();
        }
    }

    /** Sends what waits, for at most a few seconds. */
    @Override
    public void close() {
        provider.shutdown().join(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
