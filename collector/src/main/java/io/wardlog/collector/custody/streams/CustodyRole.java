package io.wardlog.collector.custody.streams;

import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.collector.custody.CustodyConfig;
import io.wardlog.collector.custody.CustodyDesk;
import io.wardlog.collector.custody.SilenceWatch;
import io.wardlog.collector.kafka.KafkaAccess;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.role.ConsumerLag;
import io.wardlog.collector.role.FaultListener;
import io.wardlog.collector.role.Readiness;
import io.wardlog.collector.role.Role;
import io.wardlog.collector.trace.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs custody's Kafka Streams. Threads that the outside kills (a broker that is away for long) are replaced. */
public final class CustodyRole implements Role {
    static final String NAME = "custody";

    private static final Logger LOG = LoggerFactory.getLogger(CustodyRole.class);
    private static final Duration CLOSE = Duration.ofSeconds(10);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(3);

    private final CustodyConfig config;
    private final Place place;
    private final CustodyDesk desk;
    private final Function<Instant, SilenceWatch> watches;
    private final Surroundings surroundings;
    private final ThreadDeaths deaths = new ThreadDeaths();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Refusal refusal = new Refusal("", Instant.MIN);
    private LedgerMemory.Shared memory;
    private volatile KafkaStreams streams;

    /** Which cluster, where on disk, and in how many copies the ledger's changelog is kept there (-1: the cluster's default). */
    public record Place(KafkaClients clients, Path dataDir, int replication) {}

    /** What Kafka refused, and how long it stands as the reason for not being ready. */
    private record Refusal(String sentence, Instant until) {}

    /** What the role tells and asks. */
    public record Surroundings(MeterRegistry meters, FaultListener faults, InstantSource clock, Tracing tracing) {}

    /** Prepares the role. */
    public CustodyRole(
            CustodyConfig config,
            Place place,
            CustodyDesk desk,
            Function<Instant, SilenceWatch> watches,
            Surroundings surroundings) {
        this.config = config;
        this.place = place;
        this.desk = desk;
        this.watches = watches;
        this.surroundings = surroundings;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() throws IOException {
        loadRocksDb(Files.createDirectories(place.dataDir().resolve("native")));
        memory = LedgerMemory.Shared.of(config.ledgerMemory().bytes());
        ConsumerLag.register(surroundings.meters(), NAME, this, CustodyRole::lag);
        startStreams();
    }

    private synchronized void startStreams() throws IOException {
        Path stateDir = Files.createDirectories(place.dataDir().resolve(NAME));
        Map<String, Object> settings =
                new HashMap<>(StreamsSettings.of(place.clients(), config, stateDir, place.replication()));
        settings.put(LedgerMemory.SHARED, memory);
        Properties properties = new Properties();
        properties.putAll(settings);
        streams = new KafkaStreams(
                CustodyTopology.of(
                        () -> new CustodyProcessor(desk, watches, surroundings.clock(), surroundings.tracing())),
                properties);
        streams.setUncaughtExceptionHandler(this::threadDied);
        streams.start();
    }

    @Override
    public Readiness readiness() {
        KafkaStreams running = streams;
        Refusal latest = refusal;
        if (surroundings.clock().instant().isBefore(latest.until())) {
            return Readiness.notReady(latest.sentence());
        }
        KafkaStreams.State state = running == null ? KafkaStreams.State.CREATED : running.state();
        return state == KafkaStreams.State.RUNNING ? Readiness.READY : Readiness.notReady("Kafka Streams is " + state);
    }

    @Override
    public void close() {
        closing.countDown();
        stop();
    }

    private synchronized void stop() {
        KafkaStreams running = streams;
        if (running != null) {
            if (!running.close(CLOSE)) {
                LOG.atWarn().log("custody_stop_incomplete");
            }
            memory.close();
            streams = null;
        }
    }

    private StreamThreadExceptionResponse threadDied(Throwable cause) {
        LOG.atError().setCause(cause).log("custody_thread_died");
        if (isFenced(cause)) {
            // Going on would fence the other one in turn, for ever: of two processes with one name the elder ends.
            surroundings
                    .faults()
                    .failed(NAME, new IllegalStateException("another process runs with this collectorId", cause));
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        Optional<String> refused = KafkaAccess.refusedJudging(cause);
        if (refused.isPresent()) {
            startAgainAfter(refused.get());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (deaths.isHopelessAfter(surroundings.clock().instant())) {
            surroundings.faults().failed(NAME, cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private static boolean isFenced(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FencedInstanceIdException) {
                return true;
            }
        }
        return false;
    }

    /**
     * A right that is missing is granted without a restart of this process: Kafka Streams starts again after a while. All of it, because a
     * thread in the place of one that died would be another member of the group and wait for the dead one's partitions.
     */
    private void startAgainAfter(String sentence) {
        refusal = new Refusal(sentence, surroundings.clock().instant().plus(REFUSED_PAUSE.multipliedBy(3)));
        LOG.atError().addKeyValue("reason", sentence).log("custody_refused_by_kafka");
        Thread again = new Thread(this::startAgain, "custody-again");
        again.setDaemon(true);
        again.start();
    }

    private void startAgain() {
        try {
            if (!closing.await(REFUSED_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                replaceStreams();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException fault) {
            surroundings.faults().failed(NAME, fault);
        }
    }

    private synchronized void replaceStreams() throws IOException {
        if (streams != null && closing.getCount() > 0) {
            streams.close(CLOSE);
            startStreams();
        }
    }

    /** Batches whose records are not published; unknown while no partition is assigned. */
    private double lag() {
        KafkaStreams running = streams;
        return running != null && running.state().isRunningOrRebalancing()
                ? CustodyLag.of(running.metadataForLocalThreads(), running.metrics())
                : ConsumerLag.UNKNOWN;
    }

    /** Unpacks RocksDB's library into the data directory: a hardened machine's /tmp lets nothing be executed. */
    private static void loadRocksDb(Path directory) throws IOException {
        try {
            NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
            RocksDB.loadLibrary(); // finds it loaded
        } catch (UnsatisfiedLinkError refused) {
            throw new IOException(
                    "custody cannot load RocksDB's library from " + directory
                            + ": the file system of dataDir must allow execution (no noexec): " + refused.getMessage(),
                    refused);
        }
    }
}
