package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.edge.CollectorFront.Mode;
import io.wardlog.edge.journal.JournalConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A data directory whose journal is of one kind, the devices that send to its agent, and its collector behind a line of its own. */
final class CampaignSite {

    final JournalConfig.Kind kind;
    final AgentFixture fixture;
    final SigningCollector collector;
    final FaultyLine line;
    final CampaignOracle oracle;
    final List<CampaignDevice> devices = List.of(
            new CampaignMqtt("mqtt-1-single", 1, 5, 1),
            new CampaignMqtt("mqtt-1-window", 20, 4, 1),
            new CampaignMqtt("mqtt-2-single", 1, 4, 2),
            new CampaignMqtt("mqtt-2-window", 20, 5, 2),
            new CampaignLines("lines-single", 1),
            new CampaignLines("lines-window", 20));
    private final CollectorFront front;
    private int lives;

    CampaignSite(JournalConfig.Kind kind, Path parent, Vertx vertx) throws IOException {
        this.kind = kind;
        fixture = new AgentFixture(Files.createDirectory(parent.resolve(name(kind))));
        fixture.writeDevices(devices.stream().map(device -> device.id).toArray(String[]::new));
        fixture.journal(kind);
        fixture.configure("\nlimits: {deviceEventsPerSecond: 100000, deviceBytesPerSecond: 100MiB}\n");
        collector = fixture.collector();
        front = new CollectorFront(vertx, fixture.pki(), collector);
        line = new FaultyLine(vertx, front.port, 6_000);
        fixture.collectors(
                "url: https://127.0.0.1:" + line.port, "answerTimeout: 5s", "connectTimeout: 5s", "pingInterval: 1s");
        oracle = new CampaignOracle(fixture, collector, devices);
    }

    static String name(JournalConfig.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    AgentProcess launch(List<String> flags) throws IOException {
        lives++;
        return AgentProcess.launch(List.of(), fixture, AgentFixture.packaged(), flags);
    }

    /** Whether an agent was ever started here. */
    boolean hasLived() {
        return lives > 0;
    }

    /** Chooses what line and collector do in the next life. */
    void trouble(Random random) {
        boolean isLine = random.nextInt(10) < 4;
        boolean isCollector = random.nextInt(10) < 3;
        FaultyLine.Fault[] faults = FaultyLine.Fault.values();
        List<Mode> modes = List.of(Mode.LOSE_RECEIPT, Mode.HANG, Mode.CUT, Mode.WITHOUT_WORD);
        line.set(isLine ? faults[random.nextInt(faults.length)] : FaultyLine.Fault.NONE);
        front.mode = isCollector ? modes.get(random.nextInt(modes.size())) : Mode.ANSWER;
    }

    /** Nothing is wrong any more. */
    void calm() {
        line.set(FaultyLine.Fault.NONE);
        front.mode = Mode.ANSWER;
    }

    /** Lets all devices send. */
    List<Future<?>> drive(AgentProcess agent, CampaignLoad load, ExecutorService threads) {
        List<Future<?>> driven = new ArrayList<>();
        devices.forEach(device -> driven.add(threads.submit(() -> device.drive(agent, load))));
        return driven;
    }

    /** Waits until all that was sent is answered, or nobody answers any more. */
    static void end(CampaignLoad load, List<Future<?>> driven)
            throws InterruptedException, ExecutionException, TimeoutException {
        load.end();
        for (Future<?> device : driven) {
            device.get(3, TimeUnit.MINUTES);
        }
    }

    /** Faults are over: everything that was ever sent, and a little more, is answered and comes to the collector. */
    void settle(List<String> flags, ExecutorService threads) throws Exception {
        calm();
        try (AgentProcess agent = launch(flags)) {
            agent.awaitReady();
            CampaignLoad load = new CampaignLoad(2, 2 * devices.size());
            List<Future<?>> driven = drive(agent, load, threads);
            load.awaitAnswers();
            end(load, driven);
            collector.await(oracle::isAllThere);
            agent.stop();
        }
        oracle.checkEnd();
        assertThat(devices).allMatch(device -> device.last() > 0);
    }
}
