package io.wardlog.collector.ingest.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.wardlog.collector.http.RequestGuard;
import io.wardlog.collector.ingest.AdmissionDesk;
import io.wardlog.collector.ingest.AlertLog;
import io.wardlog.collector.ingest.AnswerSigner;
import io.wardlog.collector.ingest.BatchLog;
import io.wardlog.collector.ingest.BundleDesk;
import io.wardlog.collector.ingest.InFlightBudget;
import io.wardlog.collector.ingest.IngestConfig;
import io.wardlog.collector.ingest.IngestMetrics;
import io.wardlog.collector.ingest.IngestThrottle;
import io.wardlog.collector.ingest.UnregisteredAgents;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.config.ListenFailure;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingest server. The TLS engine is BoringSSL where its native library loads, else the JDK's. */
public final class IngestRole implements Role {
    private static final Logger LOG = LoggerFactory.getLogger(IngestRole.class);
    private static final int IDLE_SECONDS = 120;
    private static final int STREAMS_PER_CONNECTION = 16;
    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 10;

    private final Vertx vertx;
    private final IngestConfig config;
    private final IngestHandler.Parts parts;
    private final InstantSource clock;
    private final AtomicBoolean isWatching = new AtomicBoolean();
    private volatile int port = -1;
    private volatile String deployment;
    private WorkerExecutor desk;
    private IngestTls tls;

    /** Everything that the server needs from outside. */
    public record Dependencies(
            Supplier<AgentRegister> register,
            AdmissionDesk desk,
            AnswerSigner signer,
            BatchLog log,
            BundleDesk bundles,
            AlertLog alerts,
            UnregisteredAgents strangers,
            InFlightBudget budget,
            IngestThrottle throttle,
            IngestMetrics metrics,
            InstantSource clock,
            Tracing tracing) {}

    /** Prepares the server. */
    public IngestRole(Vertx vertx, IngestConfig config, Dependencies given) {
        this.vertx = vertx;
        this.config = config;
        this.clock = given.clock();
        this.parts = new IngestHandler.Parts(
                given.register(),
                given.desk(),
                given.signer(),
                given.log(),
                given.bundles(),
                given.budget(),
                given.throttle(),
                given.metrics(),
                new RefusalRecorder(given.alerts(), given.strangers(), given.clock()),
                given.tracing());
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public void start() throws IOException, ExecutionException, InterruptedException, TimeoutException {
        tls = new IngestTls(config, parts.metrics(), clock);
        int instances = Math.max(1, Runtime.getRuntime().availableProcessors());
        // A batch unfolds to many times its frame: more at once than there are processors would only cost memory.
        desk = vertx.createSharedWorkerExecutor("ingest-desk", instances);
        IngestHandler handler = new IngestHandler(vertx, desk, parts);
        deployment = vertx.deployVerticle(
                        () -> new Listener(handler),
                        new DeploymentOptions().setInstances(config.listen().port() == 0 ? 1 : instances))
                .toCompletionStage()
                .toCompletableFuture()
                .get(START_SECONDS, TimeUnit.SECONDS);
        LOG.atInfo()
                .addKeyValue("host", config.listen().host())
                .addKeyValue("port", port)
                .addKeyValue("tls", OpenSSLEngineOptions.isAvailable() ? "boringssl" : "jdk")
                .log("ingest_listening");
    }

    /** The port that is listened on, once started. */
    public int port() {
        return port;
    }

    @Override
    public Readiness readiness() {
        return port > 0 ? Readiness.READY : Readiness.notReady("not listening yet");
    }

    @Override
    public void close() {
        String running = deployment;
        if (running == null) {
            return;
        }
        deployment = null;
        port = -1;
        try {
            vertx.undeploy(running).toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            LOG.atWarn().setCause(failure).log("ingest_stop_incomplete");
        }
        desk.close();
    }

    private HttpServerOptions options() {
        return tls.apply(new HttpServerOptions())
                .setHost(config.listen().host())
                .setPort(config.listen().port())
                .setIdleTimeout(IDLE_SECONDS)
                .setInitialSettings(
                        new io.vertx.core.http.Http2Settings().setMaxConcurrentStreams(STREAMS_PER_CONNECTION));
    }

    /** One event loop's share of the connections. */
    private final class Listener extends VerticleBase {
        private final IngestHandler handler;

        Listener(IngestHandler handler) {
            this.handler = handler;
        }

        @Override
        public Future<?> start() {
            HttpServer server = vertx.createHttpServer(options())
                    .connectionHandler(RequestGuard::guard)
                    .requestHandler(handler::handle)
                    .exceptionHandler(failure -> LOG.atDebug().setCause(failure).log("ingest_connection_failed"));
            return server.listen()
                    .onSuccess(this::listens)
                    .recover(cause -> Future.failedFuture(new ListenFailure("ingest.listen", config.listen(), cause)));
        }

        private void listens(HttpServer server) {
            port = server.actualPort();
            if (isWatching.compareAndSet(false, true)) {
                tls.watch(vertx, server);
            }
        }
    }
}
