package io.wardlog.collector;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.collector.kafka.KafkaAccess;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.kafka.TopicDifference;
import io.wardlog.collector.kafka.TopicKeeper;
import io.wardlog.collector.register.LiveRegister;
import io.wardlog.collector.role.FaultListener;
import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import io.wardlog.collector.schemas.TenantSchemas;
import io.wardlog.collector.status.StatusServer;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigProblem;
import io.wardlog.trace.Spans;
import io.wardlog.trace.otlp.OtlpSpans;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: every role of this process, in the order in which records flow. {@link #start} is called once by the main thread,
 * {@link #close} by any.
 */
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final long RETRY_SECONDS = 2;
    private static final int CLUSTER_DEFAULT = -1;

    private final CollectorConfig config;
    private final LiveRegister register;
    private final KafkaClients kafka;
    private final FaultListener faults;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx = Vertx.vertx();
    private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
    private final List<Role> roles = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Optional<OtlpSpans> spans;
    private volatile Readiness topics = Readiness.notReady("Kafka is asked for its topics");
    private volatile TenantSchemas schemas;
    private volatile StatusServer status;

    /** Prepares the process, which owns {@code register}; {@code faults} is told of what a role cannot survive. */
    public Collector(CollectorConfig config, LiveRegister register, FaultListener faults) {
        this.config = config;
        this.register = register;
        this.kafka = KafkaClients.of(config.kafka(), config.collectorId());
        this.faults = faults;
        this.spans = config.tracing().map(to -> OtlpSpans.open(to, "wardlog-collector", config.collectorId()));
        new JvmMemoryMetrics().bindTo(meters);
        gcMetrics.bindTo(meters);
        register.register(meters);
    }

    /**
     * Starts everything: first what answers for the process, then the roles, once Kafka answers and its topics are right.
     *
     * @throws ConfigException when the topics are not as they must be
     */
    public void start() throws Exception {
        Files.createDirectories(config.dataDir());
        status = StatusServer.start(vertx, config.status(), meters, this::readiness);
        LOG.atInfo().addKeyValue("port", status.port()).log("status_listening");
        if (!awaitTopics()) {
            return;
        }
        register.watch();
        for (Role role : assemble()) {
            roles.add(role);
            role.start();
            LOG.atInfo().addKeyValue("role", role.name()).log("role_started");
        }
    }

    /** The port of the status endpoints, once started. */
    public int statusPort() {
        return status.port();
    }

    /** Whether the status endpoints answer yet. Any thread may ask. */
    boolean isListening() {
        return status != null;
    }

    @Override
    public synchronized void close() {
        LOG.atInfo().log("collector_stopping");
        closing.countDown();
        register.close();
        for (int i = roles.size() - 1; i >= 0; i--) {
            roles.get(i).close();
        }
        spans.ifPresent(OtlpSpans::close);
        if (schemas != null) {
            schemas.close();
        }
        if (status != null) {
            status.close();
        }
        gcMetrics.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(RETRY_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            LOG.atWarn().setCause(failure).log("vertx_close_incomplete");
        }
        LOG.atInfo().log("collector_stopped");
    }

    private List<Role> assemble() throws IOException {
        schemas = TenantSchemas.load(config.schemas());
        schemas.follow(meters);
        Tracing tracing = new Tracing(spans.isPresent() ? spans.get() : Spans.OFF, meters, InstantSource.system());
        IntakeRoles intake = new IntakeRoles(new IntakeRoles.Parts(register, kafka, schemas, meters, faults, tracing));
        StorageRoles storage = new StorageRoles(kafka, meters, faults, tracing);
        List<Role> assembled = new ArrayList<>();
        for (RoleName name : config.roles()) {
            assembled.add(assemble(name, intake, storage));
        }
        return assembled;
    }

    private Role assemble(RoleName name, IntakeRoles intake, StorageRoles storage) throws IOException {
        switch (name) {
            case INGEST:
                return intake.ingest(vertx, config.ingest().orElseThrow());
            case CUSTODY:
                int replication = config.kafka().singleNode() ? 1 : CLUSTER_DEFAULT;
                return intake.custody(config.custody().orElseThrow(), config.dataDir(), replication);
            case INDEX:
                return storage.index(config.index().orElseThrow());
            case ARCHIVE:
                return storage.archive(config.archive().orElseThrow(), config.dataDir());
            case API:
                return storage.api(
                        config.api(),
                        config.index().orElseThrow(),
                        vertx,
                        register,
                        new TenantSubjects(schemas::documents));
        }
        throw new IllegalStateException("unknown role " + name);
    }

    /** Waits until Kafka answers; whether it did before the process was told to stop. */
    private boolean awaitTopics() throws InterruptedException {
        try (Admin admin = Admin.create(kafka.connection("admin"))) {
            TopicKeeper keeper = new TopicKeeper(admin, config.kafka());
            do {
                try {
                    requireEncrypted(admin);
                    requireNone(keeper.ensure());
                    topics = Readiness.READY;
                    return true;
                } catch (ExecutionException notYet) {
                    String why = KafkaAccess.refusedLook(notYet)
                            .orElse(notYet.getCause().toString());
                    topics = Readiness.notReady(why);
                    LOG.atWarn().addKeyValue("cause", why).log("kafka_not_ready");
                }
            } while (!closing.await(RETRY_SECONDS, TimeUnit.SECONDS));
            return false;
        }
    }

    /** Of each role, or of the topics as long as the roles wait for them. */
    private Map<String, Readiness> readiness() {
        Map<String, Readiness> each = new LinkedHashMap<>();
        if (!topics.ready()) {
            each.put("kafka", topics);
        }
        roles.forEach(role -> each.put(role.name(), role.readiness()));
        return each;
    }

    /** The first brokers lead to all others, which need not be on this machine only because they are. */
    private void requireEncrypted(Admin admin) throws ExecutionException, InterruptedException {
        List<String> open = admin.describeCluster().nodes().get().stream()
                .map(Node::host)
                .filter(host -> !config.kafka().maySpeakTo(host))
                .distinct()
                .sorted()
                .toList();
        if (!open.isEmpty()) {
            throw new ConfigException(
                    "Kafka at " + config.kafka().bootstrapServers(),
                    List.of(new ConfigProblem(
                            0,
                            "kafka",
                            "leads to brokers on other machines, and connections are not encrypted: "
                                    + String.join(", ", open),
                            "Add the section kafka.tls, or set kafka.allowRemotePlaintext")));
        }
    }

    private void requireNone(List<TopicDifference> problems) {
        if (!problems.isEmpty()) {
            throw new ConfigException(
                    "Kafka at " + config.kafka().bootstrapServers(),
                    problems.stream()
                            .map(problem -> new ConfigProblem(0, "topics", problem.toString(), "Correct the topics"))
                            .toList());
        }
    }
}
