package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.CollectorFront.Mode;
import io.wardlog.edge.FaultyLine.Fault;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.edge.writer.AgentClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole agent with its real uplink and TLS, whose line, collector and clock fail in every way there is a name for; and after each, everything
 * that was acknowledged comes to the collector once and in order. In each build every fault once; {@code -Dwardlog.line.rounds=N} and {@code
 * -Dwardlog.line.seed=S} for more, several at a time, and restarts.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class LineCampaignTest {

    private static final int ROUNDS = Integer.getInteger("wardlog.line.rounds", 0);
    private static final long SEED = Long.getLong("wardlog.line.seed", 20261127);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<Duration> STEPS =
            List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(365), Duration.ofDays(-365));

    private final Vertx vertx = Vertx.vertx();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Random random = new Random(SEED);
    private final List<String> faults = new ArrayList<>();
    private final HastyClock clock = new HastyClock();
    private final List<CampaignDevice> devices =
            List.of(new CampaignMqtt("mqtt-window", 20, 5, 1), new CampaignLines("lines-single", 1));

    @TempDir
    Path directory;

    private AgentFixture fixture;
    private SigningCollector collector;
    private CollectorFront front;
    private FaultyLine line;
    private CampaignOracle oracle;
    private EdgeAgent agent;

    /** Clocks that go fifty times as fast, so that back-offs of seconds and minutes pass; the wall clock can be set. */
    private static final class HastyClock implements AgentClock {
        private static final int HASTE = 50;
        private final Instant began = Instant.now().truncatedTo(ChronoUnit.MICROS);
        private final long beganNanos = System.nanoTime();
        private volatile Duration set = Duration.ZERO;

        @Override
        public Instant now() {
            return began.plus(nanoTime() / 1_000, ChronoUnit.MICROS).plus(set);
        }

        @Override
        public long nanoTime() {
            return (System.nanoTime() - beganNanos) * HASTE;
        }

        void set(Duration by) {
            set = set.plus(by);
        }
    }

    @BeforeEach
    void prepare() throws Exception {
        fixture = new AgentFixture(directory);
        fixture.writeDevices(devices.stream().map(device -> device.id).toArray(String[]::new));
        collector = fixture.collector();
        front = new CollectorFront(vertx, fixture.pki(), collector);
        line = new FaultyLine(vertx, front.port, 1_100);
        fixture.collectors(
                "url: https://127.0.0.1:" + line.port,
                "answerTimeout: 1s",
                "connectTimeout: 1s",
                "pingInterval: 100ms");
        oracle = new CampaignOracle(fixture, collector, devices);
        start();
    }

    private void start() throws Exception {
        agent = new EdgeAgent(
                fixture.config(),
                (own, tls) -> new Http2Uplink(own, fixture.config().collector(), tls),
                (event, cause) -> faults.add(event + cause),
                clock);
        agent.start();
    }

    @AfterEach
    void stop() {
        if (agent != null) {
            agent.stop();
        }
        threads.shutdownNow();
        vertx.close().await();
        assertThat(faults).isEmpty();
    }

    @Test
    void whateverFailsEverythingArrivesOnceAndInOrder() throws Exception {
        deliver();
        List<Fault> ofLine = shuffled(Fault.values());
        List<Mode> ofCollector = shuffled(Mode.values());
        ofLine.forEach(fault -> round(fault, Mode.ANSWER));
        ofCollector.stream().filter(mode -> mode != Mode.HANG).forEach(mode -> round(Fault.NONE, mode));
        for (Duration step : STEPS) {
            clock.set(step);
            deliver();
        }
        for (int round = 1; round <= ROUNDS; round++) {
            atRandom();
            if (round % 100 == 0) {
                report(round);
            }
        }
        agent.stop();
        oracle.checkEnd();
        report(ROUNDS);
    }

    private <T> List<T> shuffled(T[] values) {
        List<T> all = new ArrayList<>(List.of(values));
        Collections.shuffle(all, random);
        return all;
    }

    private void atRandom() throws Exception {
        if (random.nextInt(10) == 0) {
            agent.stop();
            oracle.check();
            start();
        }
        if (random.nextInt(3) == 0) {
            clock.set(STEPS.get(random.nextInt(STEPS.size())));
        }
        round(
                shuffled(Fault.values()).get(0),
                random.nextBoolean() ? Mode.ANSWER : shuffled(Mode.values()).get(0));
    }

    /** Lets something fail until that has done something, then lets it work, and waits until everything is there. */
    private void round(Fault fault, Mode mode) {
        try {
            long before = line.troubled() + front.troubled.get();
            line.set(fault);
            front.mode = mode;
            long end = System.nanoTime() + PATIENCE.toNanos();
            boolean fails = fault != Fault.NONE || mode != Mode.ANSWER;
            while (fails && line.troubled() + front.troubled.get() == before) {
                assertThat(System.nanoTime())
                        .as("%s and %s do something", fault, mode)
                        .isLessThan(end);
                send(mode == Mode.WITHOUT_WORD);
            }
            line.set(Fault.NONE);
            front.mode = Mode.ANSWER;
            deliver();
        } catch (Exception e) {
            throw new AssertionError(fault + " and " + mode, e);
        }
    }

    /** @param anew whether the agent is to connect anew */
    private void send(boolean anew) throws Exception {
        if (anew) {
            line.set(Fault.REFUSE);
            line.set(Fault.NONE);
        }
        CampaignLoad load = new CampaignLoad(2, 2 * devices.size());
        List<Future<?>> driven = new ArrayList<>();
        devices.forEach(device ->
                driven.add(threads.submit(() -> device.drive(agent.ports().get(device.way()), load))));
        load.awaitAnswers();
        load.end();
        for (Future<?> device : driven) {
            device.get(1, TimeUnit.MINUTES);
        }
    }

    /** What is sent meanwhile wakes the agent, whose clock is faster than that of its threads. */
    private void deliver() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            assertThat(System.nanoTime()).as("delivered in time").isLessThan(end);
            send(false);
        } while (!collector.comesWithin(Duration.ofMillis(100), oracle::isAllThere));
        oracle.hearCollector();
    }

    private void report(int rounds) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "line campaign: seed %d, %d rounds at random, %d troubles of connections, %d of requests, %s messages, %d batches; nothing lost or doubled%n",
                SEED,
                rounds,
                line.troubled(),
                front.troubled.get(),
                devices.stream().mapToInt(CampaignDevice::last).sum(),
                front.batches.get());
    }
}
