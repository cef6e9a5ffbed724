package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.CampaignReport.Moment;
import io.wardlog.edge.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged agent, killed (SIGKILL) at random moments of its life while six devices send and a collector, behind a faulty line, takes what it
 * can. Two data directories, one for each kind of journal, are lived in by turns. One seed decides about moments, faults and how much is sent; not
 * about how threads and processes meet. {@code -Dwardlog.agent.kills=N}, {@code -Dwardlog.agent.killSeed=S}; a thousand with {@code -Pcampaign}.
 */
@Timeout(value = 4, unit = TimeUnit.HOURS)
class KillCampaignIT {

    private static final int KILLS = Integer.getInteger("wardlog.agent.kills", 3);
    private static final long SEED = Long.getLong("wardlog.agent.killSeed", 20261127);
    /** From so many on, everything is read after every tenth only; and an archive of classes, which costs a start, makes each that follows cheaper. */
    private static final int MANY = 50;

    private static final int CHECK_EVERY = KILLS < MANY ? 1 : 10;

    private static final int MOST_ANSWERS = 400;
    private static final Duration FIRST_HOUSEKEEPING = Duration.ofSeconds(10);
    private static final int SIGKILL = 137;
    private static final int SIGTERM = 143;

    private final List<String> flags = new ArrayList<>(AgentProcess.SHORT_LIVED);

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Random random = new Random(SEED);
    private final CampaignReport report = new CampaignReport(SEED, KILLS);
    private final List<CampaignSite> sites = new ArrayList<>();
    private Duration lastStart = Duration.ofSeconds(3);

    /** What failed can be looked at. */
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    @BeforeEach
    void prepare() throws IOException {
        for (JournalConfig.Kind kind : JournalConfig.Kind.values()) {
            sites.add(new CampaignSite(kind, directory, vertx));
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        vertx.close().await();
    }

    @Test
    void nothingAcknowledgedIsLostOrDoubledOrOutOfOrder() throws Exception {
        if (KILLS >= MANY) {
            archiveClasses(sites.get(0));
        }
        while (report.kills() < KILLS) {
            CampaignSite site = sites.get(report.lives() % sites.size());
            site.trouble(random);
            live(site, Moment.next(report.lives(), random));
            if (report.kills() % CHECK_EVERY == 0) {
                check();
            }
        }
        settle();
        report.write(sites);
    }

    private void check() throws IOException {
        for (CampaignSite site : sites) {
            if (site.hasLived()) {
                site.oracle.check();
            }
        }
        report.print(sites);
    }

    private void archiveClasses(CampaignSite site) throws Exception {
        Path archive = directory.resolve("classes.jsa");
        List<String> making = new ArrayList<>(flags);
        making.add("-XX:ArchiveClassesAtExit=" + archive);
        try (AgentProcess agent = site.launch(making)) {
            agent.awaitReady();
            CampaignLoad load = new CampaignLoad(200, 600);
            List<Future<?>> driven = site.drive(agent, load, threads);
            load.awaitAnswers();
            CampaignSite.end(load, driven);
            agent.stop();
        }
        assertThat(archive).exists();
        flags.add("-XX:SharedArchiveFile=" + archive);
    }

    /** One life of an agent, up to its kill. */
    private void live(CampaignSite site, Moment moment) throws Exception {
        long began = System.nanoTime();
        try (AgentProcess agent = site.launch(flags)) {
            if (moment == Moment.STARTING) {
                agent.isReadyWithin(share(lastStart, random.nextDouble()));
            } else if (moment == Moment.RECOVERING) {
                agent.saysWithin("agent_started", share(lastStart, 3));
                agent.isReadyWithin(share(lastStart, random.nextDouble() * 0.3));
            } else {
                agent.awaitReady();
                lastStart = Duration.ofNanos(System.nanoTime() - began);
                report.started(lastStart);
                serve(site, agent, moment);
            }
            agent.kill();
            int exitCode = agent.awaitEnd();
            report.ended(site.kind, moment, exitCode == SIGKILL, agent);
            Files.writeString(
                    directory.resolve("agent-" + report.lives() + ".log"),
                    site.kind + " " + moment + "\n" + agent.output());
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

    private void serve(CampaignSite site, AgentProcess agent, Moment moment) throws Exception {
        int answers = random.nextInt(MOST_ANSWERS);
        CampaignLoad load = new CampaignLoad(answers / 3 + 1, answers);
        List<Future<?>> driven = site.drive(agent, load, threads);
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
                site.calm();
                CampaignSite.end(load, driven);
                site.collector.await(site.oracle::isAllThere);
            }
            default -> assertThat(moment).isEqualTo(Moment.LOADED);
        }
        agent.kill();
        CampaignSite.end(load, driven);
    }

    /** Both at once: each takes an agent's start. */
    private void settle() throws Exception {
        List<Future<?>> settling = new ArrayList<>();
        for (CampaignSite site : sites) {
            settling.add(threads.submit(() -> {
                site.settle(flags, threads);
                return null;
            }));
        }
        for (Future<?> site : settling) {
            site.get();
        }
    }
}
