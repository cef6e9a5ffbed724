package io.wardlog.simulator.ward;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code wardlog simulate ward}. Exit code 0 when every message was accepted, 1 when not, 2 for a wrong command line, 3 for a fault. */
@Command(
        name = "ward",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "A ward of pumps, monitors, ventilators and beds that sends over the real protocols until it is stopped.")
public final class WardCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WardCommand.class);
    private static final int INCOMPLETE = 1;

    @Spec
    private CommandSpec spec;

    @Option(names = "--beds", defaultValue = "4", description = "Beds (${DEFAULT-VALUE})")
    private int beds;

    @Option(
            names = "--bed-devices",
            split = ",",
            defaultValue = "infusion_pump,patient_monitor",
            description = "What each bed has: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Set<BedDevice> bedDevices;

    @Option(names = "--devices", required = true, description = "JSON file with the devices and their tokens")
    private Path devices;

    @Option(names = "--protocol", defaultValue = "mqtt", description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private Protocol protocol;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "The agent's host (${DEFAULT-VALUE})")
    private String host;

    @Option(names = "--mqtt-port", defaultValue = "1883", description = "The agent's MQTT port (${DEFAULT-VALUE})")
    private int mqttPort;

    @Option(names = "--tcp-port", defaultValue = "7070", description = "The agent's TCP port (${DEFAULT-VALUE})")
    private int tcpPort;

    @Option(names = "--ca", description = "Speak TLS with the agent whose certificate this PEM file's authority made")
    private Path caFile;

    @Option(names = "--seed", defaultValue = "1", description = "Same seed, same course (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--speed",
            defaultValue = "1",
            description = "How much faster than life the patients' course runs (${DEFAULT-VALUE})")
    private double speed;

    @Option(names = "--rate", description = "Instead of --speed: so many messages a second from the whole ward")
    private Double rate;

    @Option(names = "--start", description = "What the devices' clocks show at the start, such as 2026-11-01T08:00:00Z")
    private Instant start;

    @Option(names = "--for", description = "How long to send, such as 60s or 5m; without it until stopped")
    private Duration length;

    @Option(names = "--events", description = "How many messages to send, goodbyes not counted")
    private Long events;

    @Option(
            names = "--drain",
            defaultValue = "30s",
            description = "How long to wait at the end for what is unanswered (${DEFAULT-VALUE})")
    private Duration drain;

    @Option(
            names = "--acknowledged",
            description = "File to which the ids of acknowledged events are appended, one a line")
    private Path acknowledged;

    @Option(names = "--json", description = "Print the summary as JSON")
    private boolean json;

    @Option(names = "--progress", description = "Print counts every so often, such as 5s, on standard error")
    private Duration progress;

    /** How devices are connected. */
    enum Protocol {
        mqtt,
        tcp,
        mixed
    }

    @Override
    public Integer call() throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        CountDownLatch ended = new CountDownLatch(1);
        try {
            WardRun run = new WardRun(vertx, plan());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(run, ended), "stop"));
            if (progress != null) {
                vertx.setPeriodic(
                        progress.toMillis(),
                        tick -> System.err.println(run.summary().toText()));
            }
            Summary summary =
                    run.start().toCompletionStage().toCompletableFuture().get();
            System.out.println(json ? summary.toJson().toString() : summary.toText());
            return summary.complete() ? 0 : INCOMPLETE;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
            ended.countDown();
        }
    }

    /** On SIGTERM: stop sending, wait for answers, let the summary be printed. */
    private void stop(WardRun run, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return; // the process ends because the run has, and its event loop with it
        }
        run.stop();
        try {
            if (!ended.await(drain.toSeconds() + 10, TimeUnit.SECONDS)) {
                LOG.atWarn().log("simulator_not_stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private WardPlan plan() throws Exception {
        return new WardPlan(
                devicesAtBeds(),
                endpoint(protocol != Protocol.tcp, mqttPort),
                endpoint(protocol != Protocol.mqtt, tcpPort),
                seed,
                rate == null ? Pace.speed(positive("--speed", speed)) : Pace.rate(positive("--rate", rate)),
                start == null ? Instant.now() : start,
                Optional.ofNullable(length),
                Optional.ofNullable(events),
                drain,
                Optional.ofNullable(acknowledged));
    }

    private List<Credential> devicesAtBeds() throws Exception {
        try {
            return Ward.atBeds(beds, bedDevices, Credential.readAll(devices));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Optional<Endpoint> endpoint(boolean wanted, int port) {
        return wanted ? Optional.of(new Endpoint(host, port, Optional.ofNullable(caFile))) : Optional.empty();
    }

    private double positive(String option, double value) {
        if (!(value > 0)) {
            throw new ParameterException(spec.commandLine(), option + " must be above 0");
        }
        return value;
    }
}
