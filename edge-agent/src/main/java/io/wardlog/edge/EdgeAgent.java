package io.wardlog.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.wardlog.cli.ProductVersion;
import io.wardlog.edge.accept.AcceptPipeline;
import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.life.Reloads;
import io.wardlog.edge.life.SealedHeads;
import io.wardlog.edge.life.TlsWatch;
import io.wardlog.edge.listen.DeviceTransport;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.listen.TlsServer;
import io.wardlog.edge.listen.file.FileListeners;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.edge.status.CertificateSection;
import io.wardlog.edge.status.ClockSection;
import io.wardlog.edge.status.ConnectionSection;
import io.wardlog.edge.status.DirectorySection;
import io.wardlog.edge.status.DiskSection;
import io.wardlog.edge.status.Rates;
import io.wardlog.edge.status.StatusSection;
import io.wardlog.edge.status.StatusServer;
import io.wardlog.edge.status.UplinkSection;
import io.wardlog.edge.throttle.Admission;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.FatalHandler;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.hash.Hash;
import io.wardlog.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: read {@link #start} top to bottom for what there is and in which order it comes to life; {@link
 * #stop} is the same order reversed. Started once and stopped once, by one thread at a time.
 */
final class EdgeAgent {

    private static final Logger log = LoggerFactory.getLogger(EdgeAgent.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP_STEP = Duration.ofSeconds(5);

    private final EdgeConfig config;
    private final UplinkFactory uplinks;
    private final FatalHandler fatal;
    private final AgentClock clock;
    private final AgentMetrics metrics = new AgentMetrics();
    private final Tracing tracing;
    private final MemoryBudget memory;
    private CompletableFuture<Uplink> uplink;
    private AgentTls tls;
    private DeviceTransport door;
    private volatile Vertx vertx;
    private Forwarding forwarding;
    private EdgeCore core;
    private TenantSchemas schemas;
    private Guard guard;
    private WaysIn waysIn;
    private Timer timer;
    private StatusServer status;
    private int statusPort;
    private boolean stopped;

    /** Makes the way to the collector. */
    @FunctionalInterface
    interface UplinkFactory {
        /** @throws IOException when a file that is needed for it cannot be read */
        Uplink create(Vertx vertx, TlsMaterial material) throws IOException;
    }

    /** @param fatal told once when the agent can go on no longer; the process is to end */
    EdgeAgent(EdgeConfig config, UplinkFactory uplinks, FatalHandler fatal) {
        this(config, uplinks, fatal, AgentClock.system());
    }

    /** On other clocks than the machine's. */
    EdgeAgent(EdgeConfig config, UplinkFactory uplinks, FatalHandler fatal, AgentClock clock) {
        this.config = config;
        this.clock = clock;
        this.uplinks = uplinks;
        this.fatal = fatal;
        this.tracing = new Tracing(config, clock);
        this.memory =
                new MemoryBudget(config.limits().memory(Runtime.getRuntime().maxMemory()));
    }

    /**
     * Starts everything and returns when messages are accepted. Does not wait for the collector.
     *
     * @throws io.wardlog.config.ConfigException when the device directory is wrong
     * @throws io.wardlog.config.ListenFailure when a port cannot be opened
     * @throws IOException when a key is wrong, or the journal cannot be opened or has no room for a first event
     */
    void start() throws IOException, InterruptedException, TimeoutException {
        FileDescriptors.of(config).check();
        tls = AgentTls.read(config);
        new CheckConfig(config)
                .outOfTime()
                .forEach(reason -> log.atError().addKeyValue("reason", reason).log("certificate_not_valid_now"));
        // Loading the network's libraries takes about as long as all the rest: side by side
        uplink = CompletableFuture.supplyAsync(this::openUplink);
        EdgeKeys keys = EdgeKeys.read(config);
        Optional<Hash> directoryHash = Reloads.hash(config.devices());
        DeviceDirectory directory =
                DeviceDirectory.open(config.devices(), new DeviceDirectory.Owner(config.tenantId(), config.agentId()));
        forwarding = new Forwarding(config, clock, fatal);
        schemas = new TenantSchemas(config, metrics, fatal);
        core = new EdgeCore(
                config,
                keys,
                new EdgeCore.Surroundings(clock, fatal, new Durables(), forwarding::progress, schemas.inForce()));
        if (!await(core.begin()) && !core.hasEpoch()) {
            throw new IOException("the journal has no room for the agent's first event");
        }
        schemas.begin(core.writer());
        Uplink opened = await(uplink);
        SealedHeads sealed = await(SealedHeads.take(core.writer(), core.journal()));
        guard = new Guard(config, directory, clock);
        AcceptPipeline pipeline = core.pipeline(tracing.tracer());
        Admission admission = guard.admission(core.accept(), metrics);
        ListenServices services = new ListenServices(
                guard.before(pipeline, admission, core.accept()::rateLimited),
                directory,
                metrics,
                memory,
                clock::now,
                fatal);
        FileLines lines = guard.before(core.fileLines(pipeline), admission);
        waysIn = new WaysIn(
                vertx,
                config,
                services,
                new WaysIn.Kept(
                        core.sessions(),
                        new FileListeners.Parts(lines, core.accept().fingerprints(), metrics)));
        await(waysIn.start());
        forwarding.start(core, keys, tracing.along(opened), sealed);
        schemas.follow(opened);
        List<TlsWatch> watches =
                tls.watches(() -> takeOver(this::reloadPorts), now -> takeOver(() -> await(opened.renew(now))));
        metrics.certificates(watches);
        Rates rates = new Rates(metrics, () -> forwarding.progress().deliveredEvents(), clock);
        Reloads reloads =
                new Reloads(new Reloads.Parts(core.writer(), directory, config.devices(), directoryHash, watches));
        timer = new Timer(core.housekeeping(), reloads, guard.records(core), rates, fatal);
        timer.start();
        startStatus(List.of(
                rates,
                new DirectorySection(config.devices(), reloads::directoryProblems),
                new CertificateSection(watches, InstantSource.system())));
        log.atInfo()
                .addKeyValue("ports", waysIn.ports())
                .addKeyValue("statusPort", statusPort)
                .addKeyValue("transport", door.name())
                .addKeyValue("tls", TlsServer.library())
                .addKeyValue("processorMillis", processorMillis())
                .log("agent_ready");
        core.prepare();
    }

    /** What the process has taken so far, with all its threads. */
    private static long processorMillis() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .orElse(0L);
    }

    private Uplink openUplink() {
        door = config.tls()
                .map(ports -> new DeviceTransport(ports.maxHandshakes(), ports.maxHandshakesPerAddress()))
                .orElseGet(() -> new DeviceTransport(Integer.MAX_VALUE, Integer.MAX_VALUE)); // plain ports have none
        vertx = newVertx();
        vertx.exceptionHandler(this::unhandled);
        try {
            return uplinks.create(vertx, tls.uplink());
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** What a callback on an event loop did not catch. */
    private void unhandled(Throwable thrown) {
        if (thrown instanceof Error) {
            fatal.fatal("event_loop_failed", thrown);
        } else {
            log.atError().setCause(thrown).log("callback_failed");
        }
    }

    private Vertx newVertx() {
        FileSystemOptions noCache =
                new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
        return Vertx.builder()
                .with(new VertxOptions().setFileSystemOptions(noCache))
                .withTransport(door)
                .build();
    }

    private Optional<String> reloadPorts() throws IOException, InterruptedException, TimeoutException {
        await(waysIn.reloadTls());
        return Optional.empty();
    }

    /** One way of taking over TLS files; gives the message of what went wrong, empty when nothing did. */
    private interface TakeOver {
        Optional<String> run() throws IOException, InterruptedException, TimeoutException;
    }

    private static Optional<String> takeOver(TakeOver files) {
        try {
            return files.run();
        } catch (IOException | TimeoutException kept) {
            return Optional.of(String.valueOf(kept.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.of("the agent stops");
        }
    }

    private void startStatus(List<StatusSection> ofReloads) throws IOException, InterruptedException, TimeoutException {
        UplinkSection uplinkNow = new UplinkSection(
                forwarding::progress,
                core.journal()::nextOrdinal,
                clock,
                config.status().uplinkSilentAfter());
        metrics.forwarding(forwarding::progress, uplinkNow::isConnected, core.journal()::nextOrdinal, clock);
        guard.register(metrics);
        core.gaugeGaps(metrics);
        new AgentGauges(core.journal().space(), core.writer(), memory, door, schemas).registerWith(metrics);
        List<StatusSection> sections = new ArrayList<>(List.of(
                new DiskSection(
                        core.journal().space(),
                        config.journal(),
                        core.journal().recovery().corruptions().size(),
                        core.housekeeping()::level),
                uplinkNow,
                core.gapSection(),
                guard,
                new ConnectionSection(waysIn::connectedDevices, metrics),
                new ClockSection(() -> forwarding.progress().heard().clock().map(seen -> seen.now(clock))),
                FileDescriptors.of(config)));
        sections.addAll(ofReloads);
        AgentStatus view = new AgentStatus(
                new AgentStatus.Run(
                        config.identity(),
                        ProductVersion.number(),
                        new ForwardProgress.Moment(AgentClock.micros(clock.now()), clock.nanoTime()),
                        core.epochs()::current),
                clock,
                new AgentStatus.Ways(
                        waysIn::isOpen, waysIn::ports, guard.table(core.accept().gaps(), waysIn::connectedDevices)),
                core.housekeeping()::level,
                sections);
        status = new StatusServer(vertx, metrics, view);
        statusPort = await(status.start(config.status()));
    }

    /** Every open port by the name of its way, {@code status} among them. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>(waysIn.ports());
        ports.put("status", statusPort);
        return ports;
    }

    /** Stops everything that was started, each step in bounded time; what was accepted is on disk, and sealed. Once only. */
    void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        log.atInfo().log("agent_stopping");
        attempt("door", door != null, door::shut);
        attempt("listeners", waysIn != null, () -> await(waysIn.stop()));
        attempt("schemas", schemas != null, () -> schemas.stop(STOP_STEP));
        attempt("timer", timer != null, () -> timer.stop(STOP_STEP));
        attempt("last event", core != null && core.hasEpoch(), () -> await(core.end(), STOP_STEP));
        attempt("last batch", core != null, () -> forwarding.seal(STOP_STEP));
        attempt("forwarding", forwarding != null, () -> forwarding.stop(STOP_STEP));
        attempt("uplink", uplink != null, () -> await(uplink).close());
        attempt("traces", true, tracing::close);
        attempt("journal", core != null, () -> core.close(STOP_STEP));
        attempt("status", status != null, () -> await(status.stop()));
        attempt("event loops", vertx != null, () -> await(vertx.close()));
        log.atInfo().log("agent_stopped");
    }

    /** One step of stopping. */
    private interface Step {
        void run() throws IOException, InterruptedException, TimeoutException;
    }

    private static void attempt(String what, boolean started, Step step) {
        if (!started) {
            return;
        }
        try {
            step.run();
        } catch (IOException | TimeoutException | RuntimeException failure) {
            log.atError().setCause(failure).addKeyValue("what", what).log("stop_failed");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException, TimeoutException {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException, TimeoutException {
        return await(future, PATIENCE);
    }

    private static <T> T await(CompletableFuture<T> future, Duration patience)
            throws IOException, InterruptedException, TimeoutException {
        try {
            return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw asIOException(failure.getCause());
        }
    }

    private static IOException asIOException(Throwable cause) {
        if (cause instanceof IOException) {
            return (IOException) cause;
        }
        return cause instanceof UncheckedIOException
                ? ((UncheckedIOException) cause).getCause()
                : new IOException(cause.toString(), cause);
    }

    /** Passes on what the writer did: to the meters, and to the forwarder, which sends what is durable. */
    private final class Durables implements WriterObserver {
        @Override
        public void groupSynced(int entries, int events, long bytes, long nanos) {
            metrics.groupSynced(entries, events, bytes, nanos);
        }

        @Override
        public void durableBelow(long ordinal) {
            forwarding.moreIsDurable();
        }
    }
}
