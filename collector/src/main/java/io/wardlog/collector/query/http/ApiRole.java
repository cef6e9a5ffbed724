package io.wardlog.collector.query.http;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.collector.http.RequestGuard;
import io.wardlog.collector.query.Agents;
import io.wardlog.collector.query.ApiConfig;
import io.wardlog.collector.query.EventSearch;
import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import io.wardlog.config.ListenFailure;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role that answers questions over HTTP, on loopback only until sign-in exists. */
public final class ApiRole implements Role {

    /** The role's name. */
    public static final String NAME = "api";

    private static final Logger LOG = LoggerFactory.getLogger(ApiRole.class);
    private static final int WORKERS = 8;
    private static final int IDLE_SECONDS = 150;
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final long CLOSE_WITHIN_SECONDS = 5;

    private final ApiConfig config;
    private final Vertx vertx;
    private final Backend backend;

    private volatile HttpServer server;
    private WorkerExecutor workers;

    /** What questions are put to, and what is closed after the server. */
    public record Backend(
            EventSearch search,
            Agents agents,
            TenantSubjects subjects,
            InstantSource clock,
            List<AutoCloseable> resources) {}

    /** Uses {@code vertx} without owning it; owns the backend's resources. */
    public ApiRole(ApiConfig config, Vertx vertx, Backend backend) {
        this.config = config;
        this.vertx = vertx;
        this.backend = backend;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() throws Exception {
        String host = config.listen().host();
        workers = vertx.createSharedWorkerExecutor("api", WORKERS, 2, TimeUnit.MINUTES);
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(config.listen().port())
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxInitialLineLength(MAX_REQUEST_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false);
        Routes routes = new Routes(backend, workers);
        try {
            server = vertx.createHttpServer(options)
                    .connectionHandler(RequestGuard::guard)
                    .requestHandler(routes.router(vertx))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ListenFailure("api.listen", config.listen(), e.getCause());
        }
        LOG.atInfo().addKeyValue("host", host).addKeyValue("port", port()).log("api_listening");
    }

    /** The port that it listens on, after the start. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public Readiness readiness() {
        return server == null ? Readiness.notReady("not listening") : Readiness.READY;
    }

    @Override
    public void close() {
        if (server != null) {
            quietly(() -> server.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS));
            quietly(() -> workers.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS));
            server = null;
        }
        backend.resources().forEach(ApiRole::quietly);
    }

    private static void quietly(AutoCloseable step) {
        try {
            step.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("api_close_step_failed");
        }
    }
}
