package io.wardlog.edge.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.life.TlsWatch;
import io.wardlog.edge.listen.ListenMetrics;
import io.wardlog.edge.listen.file.FileMetrics;
import io.wardlog.edge.registry.RegistryMetrics;
import io.wardlog.edge.throttle.Throttle;
import io.wardlog.edge.throttle.ThrottleMetrics;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Every meter of the agent. Thread-safe. */
public final class AgentMetrics
        implements ListenMetrics, FileMetrics, WriterObserver, ThrottleMetrics, RegistryMetrics {

    private static final String UNREAD = "wardlog.agent.files.unread.bytes";
    private static final String OPEN_FILES = "wardlog.agent.files.open";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<SourceProtocol, AtomicLong> connections = new ConcurrentHashMap<>();
    /** Asked for each message, so that they are looked up once. */
    private final Map<SourceProtocol, Counter> accepted = new ConcurrentHashMap<>();

    private final Map<String, AtomicLong> unread = new ConcurrentHashMap<>();
    private final AtomicLong openFiles = new AtomicLong();
    private final Counter events = Counter.builder("wardlog.agent.journal.events")
            .description("Events on disk since the start")
            .register(registry);
    private final Counter bytes = Counter.builder("wardlog.agent.journal.bytes")
            .description("Bytes appended to the journal since the start")
            .register(registry);
    private final Timer sync = Timer.builder("wardlog.agent.journal.sync")
            .description("Append and sync of one group")
            .publishPercentiles(0.5, 0.99)
            .register(registry);

    /** What was counted since the start, over all protocols. */
    public record Counts(double accepted, double rejected, double events) {}

    /** The counts now. */
    public Counts counts() {
        return new Counts(sum("wardlog.agent.accepted"), sum("wardlog.agent.rejected"), events.count());
    }

    private double sum(String name) {
        return registry.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** The open connections by the wire name of their protocol, for protocols that ever had one. */
    public SortedMap<String, Long> connections() {
        SortedMap<String, Long> open = new TreeMap<>();
        connections.forEach((protocol, count) -> open.put(protocol.wireName(), count.get()));
        return open;
    }

    /**
     * The meters of forwarding.
     *
     * @param progress asked at each scrape
     * @param connected whether batches get receipts now, asked at each scrape
     */
    public void forwarding(
            Supplier<ForwardProgress> progress, BooleanSupplier connected, LongSupplier nextOrdinal, AgentClock clock) {
        counter(
                "wardlog.agent.delivered.bytes",
                "Frame bytes with a receipt",
                progress,
                ForwardProgress::deliveredBytes);
        counter("wardlog.agent.delivered.events", "Events with a receipt", progress, ForwardProgress::deliveredEvents);
        gauge(
                "wardlog.agent.backlog.events",
                "Events without a receipt",
                progress,
                is -> is.backlog().eventsBelow(nextOrdinal.getAsLong()));
        gauge(
                "wardlog.agent.uplink.connected",
                "1 while batches get receipts: the last came within status.uplinkSilentAfter",
                () -> connected,
                is -> is.getAsBoolean() ? 1 : 0);
        gauge(
                "wardlog.agent.unconfirmed.batches",
                "Batches that custody has not confirmed; they are not pruned",
                progress,
                is -> is.confirmation().batches());
        gauge(
                "wardlog.agent.custody.trouble",
                "1 while custody reports a gap, a fork or stale batches of this agent",
                progress,
                is -> is.confirmation().isTrouble() ? 1 : 0);
        gauge(
                "wardlog.agent.oldest.unsent.seconds",
                "Age of the oldest event without a receipt, 0 for none",
                progress,
                is -> is.backlog().oldestMicros() == 0
                        ? 0
                        : Math.max(
                                        0,
                                        AgentClock.micros(clock.now())
                                                - is.backlog().oldestMicros())
                                / 1e6);
    }

    /** From when and until when each of these certificates is valid, and how often its files were replaced. */
    public void certificates(List<TlsWatch> watches) {
        for (TlsWatch watch : watches) {
            timestamp(watch, "start", "When the certificate in force begins to be valid", TlsWatch::notBefore);
            timestamp(watch, "expiry", "When the certificate in force expires", TlsWatch::notAfter);
            reloads(watch, "applied", TlsWatch::applied);
            reloads(watch, "refused", TlsWatch::refused);
        }
    }

    private void timestamp(TlsWatch watch, String end, String description, Function<TlsWatch, Instant> when) {
        Gauge.builder(
                        "wardlog.agent.certificate." + end + ".timestamp.seconds",
                        watch,
                        it -> when.apply(it).getEpochSecond())
                .description(description + ", seconds since 1970")
                .tag("use", watch.use())
                .strongReference(true)
                .register(registry);
    }

    private void reloads(TlsWatch watch, String outcome, ToDoubleFunction<TlsWatch> count) {
        FunctionCounter.builder("wardlog.agent.certificate.reloads", watch, count)
                .description("How often certificate files were replaced; refused: the old ones stay in force")
                .tags("use", watch.use(), "outcome", outcome)
                .register(registry);
    }

    /** How many gaps were declared; {@code declared} is asked at each scrape. */
    public void gaps(ToDoubleFunction<GapCause> declared) {
        for (GapCause cause : GapCause.values()) {
            FunctionCounter.builder("wardlog.agent.gaps.declared", cause, declared)
                    .description("Records of what is missing of a device, or of the agent, by their cause")
                    .tag("cause", cause.wireName())
                    .register(registry);
        }
    }

    /** A gauge of some part's own value. */
    public <T> void gauge(String name, String description, Supplier<T> of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, supplier -> value.applyAsDouble(supplier.get()))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** A counter of some part's own count, which only grows. */
    public <T> void counter(String name, String description, Supplier<T> of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, supplier -> value.applyAsDouble(supplier.get()))
                .description(description)
                .register(registry);
        counted.put(name, of);
    }

    /** Keeps what function counters ask: the registry holds it weakly. */
    private final Map<String, Supplier<?>> counted = new ConcurrentHashMap<>();

    /** Everything in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    /** A question to the status server met a fault. */
    void statusFailed() {
        Counter.builder("wardlog.agent.status.failed")
                .description("Questions to the status server that met a fault and were answered with 500")
                .register(registry)
                .increment();
    }

    @Override
    public void opened(SourceProtocol protocol) {
        connections(protocol).incrementAndGet();
    }

    @Override
    public void closed(SourceProtocol protocol) {
        connections(protocol).decrementAndGet();
    }

    private AtomicLong connections(SourceProtocol protocol) {
        return connections.computeIfAbsent(protocol, of -> {
            AtomicLong open = new AtomicLong();
            Gauge.builder("wardlog.agent.connections", open, AtomicLong::get)
                    .description("Open connections")
                    .tag("protocol", of.wireName())
                    .register(registry);
            return open;
        });
    }

    private static Counter.Builder counter(String name, String description, SourceProtocol protocol) {
        return Counter.builder(name).description(description).tag("protocol", protocol.wireName());
    }

    @Override
    public void answered(SourceProtocol protocol, String result) {
        if (result.equals(ACCEPTED)) {
            accepted.computeIfAbsent(protocol, this::acceptedBy).increment();
        } else {
            rejected(protocol, result);
        }
    }

    private Counter acceptedBy(SourceProtocol protocol) {
        return counter("wardlog.agent.accepted", "Messages accepted: on disk, or repeats of such", protocol)
                .register(registry);
    }

    @Override
    public void refused(SourceProtocol protocol, String code) {
        rejected(protocol, code);
    }

    private void rejected(SourceProtocol protocol, String code) {
        counter("wardlog.agent.rejected", "Messages, requests and connections refused, by error code", protocol)
                .tag("code", code)
                .register(registry)
                .increment();
    }

    @Override
    public void unacknowledged(SourceProtocol protocol) {
        counter("wardlog.agent.unacknowledged", "Messages that came with MQTT QoS 0", protocol)
                .register(registry)
                .increment();
    }

    @Override
    public void endedEarly(SourceProtocol protocol) {
        counter(
                        "wardlog.agent.ended.early",
                        "Sessions and wills of devices with too many that wait for their time or for room",
                        protocol)
                .register(registry)
                .increment();
    }

    @Override
    public void traced(SourceProtocol protocol, boolean wellFormed) {
        counter("wardlog.agent.trace.contexts", "Trace contexts that came with messages", protocol)
                .tag("result", wellFormed ? "read" : "malformed")
                .register(registry)
                .increment();
    }

    @Override
    public void unread(String deviceId, long bytes) {
        unread.computeIfAbsent(deviceId, this::unreadOf).set(bytes);
    }

    private AtomicLong unreadOf(String deviceId) {
        AtomicLong bytes = new AtomicLong();
        Gauge.builder(UNREAD, bytes, AtomicLong::get)
                .description("Bytes of a device's files that are not on record yet")
                .tag("device", deviceId)
                .register(registry);
        return bytes;
    }

    @Override
    public void left(String deviceId) {
        unread.remove(deviceId);
        Gauge gauge = registry.find(UNREAD).tag("device", deviceId).gauge();
        if (gauge != null) {
            registry.remove(gauge);
        }
    }

    @Override
    public void open(int files) {
        if (openFiles.getAndSet(files) == 0 && registry.find(OPEN_FILES).gauge() == null) {
            Gauge.builder(OPEN_FILES, openFiles, AtomicLong::get)
                    .description("Files of devices that are open; at most file.maxOpenFiles")
                    .register(registry);
        }
    }

    @Override
    public void failed() {
        Counter.builder("wardlog.agent.files.failed")
                .description("Faults of the file listener, after each of which it went on")
                .register(registry)
                .increment();
    }

    @Override
    public void throttled(DeviceType type, Throttle.Scope scope) {
        Counter.builder("wardlog.agent.throttled")
                .description("Messages that were told to come later, by the device's type and whose limit was met")
                .tag("deviceType", type.wireName())
                .tag("scope", scope.wireName())
                .register(registry)
                .increment();
    }

    @Override
    public void bundleRefused(String code) {
        Counter.builder("wardlog.agent.registry.refused")
                .description("Registry bundles that were refused, by error code")
                .tag("code", code)
                .register(registry)
                .increment();
    }

    @Override
    public void deprecatedAccepted(String eventType, int version) {
        Counter.builder("wardlog.agent.deprecated")
                .description("Messages accepted of versions that are deprecated")
                .tag("event_type", eventType)
                .tag("event_version", Integer.toString(version))
                .register(registry)
                .increment();
    }

    @Override
    public void groupSynced(int entries, int newEvents, long newBytes, long nanos) {
        events.increment(newEvents);
        bytes.increment(newBytes);
        sync.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void durableBelow(long ordinal) {
        // the forwarder's business
    }
}
