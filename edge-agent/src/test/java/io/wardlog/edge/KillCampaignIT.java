package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.CampaignReport.Moment;
import io.wardlog.edge.CollectorFront.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged agent, killed (SIGKILL) at random moments of its life while six devices send and a collector, behind a faulty line, takes what it
 * can. One seed decides about moments, faults and how much is sent; not about how threads and processes meet. {@code -Dwardlog.agent.kills=N},
 * {@code -Dwardlog.agent.killSeed=S}; a thousand with {@code -Pcampaign}.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
class KillCampaignIT {

    private static final int KILLS = Integer.getInteger("wardlog.agent.kills", 3);
    private static final long SEED = Long.getLong("wardlog.agent.killSeed", 20261127);
    /** After so many everything is read. */
    private static final int CHECK_EVERY = 10;
    /** An archive of classes costs a start, and makes each that follows cheaper. */
    private static final int ARCHIVE_FROM = 50;

    private static final int MOST_ANSWERS = 400;
    private static final Duration FIRST_HOUSEKEEPING = Duration.ofSeconds(10);
    private static final int SIGKILL = 137;
    private static final int SIGTERM = 143;

    /** Each agent lives for seconds: what the second compiler makes is never used. */
    private final List<String> flags = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Random random = new Random(SEED);
    private final CampaignReport report = new CampaignReport(SEED, KILLS);
    private final List<CampaignDevice> devices = List.of(
            new CampaignMqtt("mqtt-1-single", 1, 5, 1),
            new CampaignMqtt("mqtt-1-window", 20, 4, 1),
            new CampaignMqtt("mqtt-2-single", 1, 4, 2),
            new CampaignMqtt("mqtt-2-window", 20, 5, 2),
            new CampaignLines("lines-single", 1),
            new CampaignLines("lines-window", 20));

    /** What failed can be looked at. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private AgentFixture fixture;
    private SigningCollector collector;
    private CollectorFront front;
    private FaultyLine line;
    private CampaignOracle oracle;
    private Duration lastStart = Duration.ofSeconds(3);

    @BeforeEach
    void prepare() throws IOException {
        fixture = new AgentFixture(directory);
        fixture.writeDevices(devices.stream().map(device -> device.id).toArray(String[]::new));
        fixture.configure("\nlimits: {deviceEventsPerSecond: 100000, deviceBytesPerSecond: 100MiB}\n");
        collector = fixture.collector();
        front = new CollectorFront(vertx, fixture.pki(), collector);
        line = new FaultyLine(vertx, front.port, 6_000);
        fixture.collectors(
                "url: https://127.0.0.1:" + line.port, "answerTimeout: 5s", "connectTimeout: 5s", "pingInterval: 1s");
        oracle = new CampaignOracle(fixture, collector, devices);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        vertx.close().await();
    }

    @Test
    void nothingAcknowledgedIsLostOrDoubledOrOutOfOrder() throws Exception {
        if (KILLS >= ARCHIVE_FROM) {
            archiveClasses();
        }
        while (report.kills() < KILLS) {
            trouble();
            live(Moment.next(report.lives(), random));
            if (report.kills() % CHECK_EVERY == 0) {
                oracle.check();
                report.print(oracle);
            }
        }
        settle();
        oracle.checkEnd();
        report.write(devices, oracle, line);
    }

    private AgentProcess launch() throws IOException {
        return AgentProcess.launch(List.of(), fixture, AgentFixture.packaged(), flags);
    }

    private void archiveClasses() throws Exception {
        Path archive = directory.resolve("classes.jsa");
        List<String> making = new ArrayList<>(flags);
        making.add("-XX:ArchiveClassesAtExit=" + archive);
        try (AgentProcess agent = AgentProcess.launch(List.of(), fixture, AgentFixture.packaged(), making)) {
            agent.awaitReady();
            CampaignLoad load = new CampaignLoad(200, 600);
            List<Future<?>> driven = drive(agent, load);
            load.awaitAnswers();
            end(load, driven);
            agent.stop();
        }
        assertThat(archive).exists();
        flags.add("-XX:SharedArchiveFile=" + archive);
    }

    /** Chooses what line and collector do in the next life. */
    private void trouble() {
        boolean isLine = random.nextInt(10) < 4;
        boolean isCollector = random.nextInt(10) < 3;
        FaultyLine.Fault[] faults = FaultyLine.Fault.values();
        List<Mode> modes = List.of(Mode.LOSE_RECEIPT, Mode.HANG, Mode.CUT, Mode.WITHOUT_WORD);
        line.set(isLine ? faults[random.nextInt(faults.length)] : FaultyLine.Fault.NONE);
        front.mode = isCollector ? modes.get(random.nextInt(modes.size())) : Mode.ANSWER;
    }

    /** One life of an agent, up to its kill. */
    private void live(Moment moment) throws Exception {
        long began = System.nanoTime();
        try (AgentProcess agent = launch()) {
            if (moment == Moment.STARTING) {
                agent.isReadyWithin(share(lastStart, random.nextDouble()));
            } else if (moment == Moment.RECOVERING) {
                agent.saysWithin("agent_started", share(lastStart, 3));
                agent.isReadyWithin(share(lastStart, random.nextDouble() * 0.3));
            } else {
                agent.awaitReady();
                lastStart = Duration.ofNanos(System.nanoTime() - began);
                report.started(lastStart);
                serve(agent, moment);
            }
            agent.kill();
            int exitCode = agent.awaitEnd();
            report.ended(moment, exitCode == SIGKILL, agent);
            Files.writeString(directory.resolve("agent-" + report.lives() + ".log"), moment + "\n" + agent.output());
            assertEndedAsAsked(moment, exitCode, agent.output());
        }
    }

    /** An agent that gives up by itself has lost nothing yet, and is a fault all the same. */
    private static void assertEndedAsAsked(Moment moment, int exitCode, String output) {
        assertThat(exitCode).as(output).isIn(moment == Moment.STOPPING ? List.of(SIGKILL, SIGTERM) : List.of(SIGKILL));
        assertThat(output).doesNotContain("agent_fault", "agent_failed");
    }

    private static Duration share(Duration whole, double part) {
        return Duration.ofNanos((long) (whole.toNanos() * part));
    }

    private void serve(AgentProcess agent, Moment moment) throws Exception {
        int answers = random.nextInt(MOST_ANSWERS);
        CampaignLoad load = new CampaignLoad(answers / 3 + 1, answers);
        List<Future<?>> driven = drive(agent, load);
        load.awaitAnswers();
        switch (moment) {
            case STOPPING -> agent.stopsWithin(Duration.ofMillis(random.nextInt(600)));
            case HOUSEKEEPING -> {
                long until = System.nanoTime() + FIRST_HOUSEKEEPING.toNanos() + random.nextInt(600) * 1_000_000L;
                while (System.nanoTime() < until && !agent.endsWithin(Duration.ofMillis(50))) {
                    load.allow(5);
                }
            }
            case CAUGHT_UP -> {
                line.set(FaultyLine.Fault.NONE);
                front.mode = Mode.ANSWER;
                end(load, driven);
                collector.await(oracle::isAllThere);
            }
            default -> assertThat(moment).isEqualTo(Moment.LOADED);
        }
        agent.kill();
        end(load, driven);
    }

    private List<Future<?>> drive(AgentProcess agent, CampaignLoad load) {
        List<Future<?>> driven = new ArrayList<>();
        devices.forEach(device -> driven.add(threads.submit(() -> device.drive(agent, load))));
        return driven;
    }

    private static void end(CampaignLoad load, List<Future<?>> driven)
            throws InterruptedException, ExecutionException, TimeoutException {
        load.end();
        for (Future<?> device : driven) {
            device.get(3, TimeUnit.MINUTES);
        }
    }

    /** Faults are over: everything that was ever sent is answered and comes to the collector. */
    private void settle() throws Exception {
        line.set(FaultyLine.Fault.NONE);
        front.mode = Mode.ANSWER;
        try (AgentProcess agent = launch()) {
            agent.awaitReady();
            CampaignLoad load = new CampaignLoad(0, 0);
            end(load, drive(agent, load));
            collector.await(oracle::isAllThere);
            agent.stop();
        }
    }
}
