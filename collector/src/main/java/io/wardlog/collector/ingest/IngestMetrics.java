package io.wardlog.collector.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.wardlog.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What ingest counts. Thread-safe. */
public final class IngestMetrics {
    private static final double P99 = 0.99;

    private final MeterRegistry registry;
    private final Timer receipts;
    private final Counter events;
    private final Counter quarantined;
    private final Counter bytes;

    /** Registers its meters. */
    public IngestMetrics(MeterRegistry registry, InFlightBudget budget) {
        this.registry = registry;
        this.receipts = Timer.builder("wardlog.ingest.receipt")
                .description("From a request's first byte to its receipt")
                .publishPercentiles(P99)
                .publishPercentileHistogram()
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
        Gauge.builder("wardlog.ingest.receipt.p99", receipts, IngestMetrics::p99Seconds)
                .description("The same of the slowest of 100, over the last minutes")
                .baseUnit("seconds")
                .register(registry);
        this.events = Counter.builder("wardlog.ingest.events")
                .description("Events of the batches that got a receipt")
                .register(registry);
        this.quarantined = Counter.builder("wardlog.ingest.quarantined.events")
                .description("How many of them the schema check marked")
                .register(registry);
        this.bytes = Counter.builder("wardlog.ingest.frames")
                .description("The frames of these batches as they came, compressed")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("wardlog.ingest.in.flight", budget, InFlightBudget::taken)
                .description("Frames that are under way now; bounded by ingest.maxInFlight")
                .baseUnit("bytes")
                .register(registry);
    }

    /** Registers until when the certificate in force is valid, in seconds since 1970; {@code of} is held weakly. */
    public <T> void certificate(T of, ToDoubleFunction<T> notAfter) {
        Gauge.builder("wardlog.ingest.certificate.expiry.timestamp", of, notAfter)
                .description("When ingest's certificate expires, since 1970")
                .baseUnit("seconds")
                .register(registry);
        reloads(true);
        reloads(false);
    }

    /** Certificate files were replaced: taken over, or refused. */
    public void certificatesReloaded(boolean isApplied) {
        reloads(isApplied).increment();
    }

    private Counter reloads(boolean isApplied) {
        return Counter.builder("wardlog.ingest.certificate.reloads")
                .description("How often certificate files were replaced; refused: the old ones stay in force")
                .tag("outcome", isApplied ? "applied" : "refused")
                .register(registry);
    }

    /** A batch got its receipt, {@code nanos} after its request began. */
    public void received(AdmittedBatch batch, long nanos) {
        receipts.record(Duration.ofNanos(nanos));
        events.increment(batch.events());
        quarantined.increment(batch.quarantined());
        bytes.increment(batch.frame().length);
        count("wardlog.ingest.tenant.events", "Events of the batches that got a receipt, by tenant", batch.tenantId())
                .increment(batch.events());
        count(
                        "wardlog.ingest.tenant.frames.bytes",
                        "Their frames as they came, compressed, by tenant",
                        batch.tenantId())
                .increment(batch.frame().length);
    }

    /** An agent of this tenant was told to come later; {@code scope} says whether the tenant's limit or its own was reached. */
    public void putOff(String tenantId, String scope) {
        Counter.builder("wardlog.ingest.tenant.put.off")
                .description("Requests that were told to come later because tenant or agent sent more than it may")
                .tag("tenant", tenantId)
                .tag("scope", scope)
                .register(registry)
                .increment();
    }

    private Counter count(String name, String description, String tenantId) {
        return Counter.builder(name)
                .description(description)
                .tag("tenant", tenantId)
                .register(registry);
    }

    /** A request was refused. */
    public void refused(ErrorCode code) {
        Counter.builder("wardlog.ingest.refusals")
                .description("Requests that were refused, by error code")
                .tag("code", code.code())
                .register(registry)
                .increment();
    }

    /** A histogram alone would need a Prometheus server to say it. */
    private static double p99Seconds(Timer timer) {
        return timer.takeSnapshot().percentileValues()[0].value(TimeUnit.SECONDS);
    }
}
