package io.wardlog.local;

import io.wardlog.servers.ForkedServers;
import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged processes of ward A's path, each one of its own: Kafka, OpenSearch, a collector and an agent, which a test can kill and start again on
 * the same data. What it writes for them is what the demo writes.
 */
final class Stack implements AutoCloseable {
    static final String WARD = DemoNames.WARDS.get(0);
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    final DemoLayout layout;
    final DemoPorts ports;
    final DemoAddresses addresses;
    final DemoDevices devices;
    final DemoKeys keys;
    final Probe probe = new Probe();
    final ForkedServers servers;
    private final Modules modules = Modules.ofThisBuild();
    private TetheredProcess collector;
    private TetheredProcess agent;
    private int runs;

    private Stack(Path directory) throws Exception {
        layout = new DemoLayout(directory);
        servers = ForkedServers.start(directory);
        DemoPorts free = DemoPorts.free();
        ports = new DemoPorts(
                port(servers.bootstrapServers()),
                port(servers.openSearchUrl()),
                free.ingest(),
                free.api(),
                free.collectorStatus(),
                free.agents());
        addresses = new DemoAddresses(ports);
        keys = DemoKeys.open(layout, Instant.now());
        devices = DemoDevices.open(layout, keys.pki(), keys.validity());
        new DemoConfigs(layout, keys, devices, ports).write();
        startAgent();
        startCollector();
    }

    static Stack start(Path directory) throws Exception {
        return new Stack(directory);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    void startAgent() throws Exception {
        String id = DemoNames.agent(WARD);
        agent = start(
                "agent",
                modules.agent(List.of("run", "--config", layout.agentConfig(id).toString())));
        awaitReady(agent, addresses.agentStatus(WARD) + "/ready");
    }

    void startCollector() throws Exception {
        collector = start(
                "collector",
                modules.collector(
                        List.of("run", "--config", layout.collectorConfig().toString())));
        awaitReady(collector, addresses.collectorStatus() + "/ready");
    }

    private TetheredProcess start(String name, JavaCommand command) throws IOException {
        return TetheredProcess.start(name, command, layout.log(name));
    }

    private void awaitReady(TetheredProcess process, String url) throws Exception {
        if (!Probe.await(PATIENCE, () -> !process.isAlive(), () -> probe.isOk(url))) {
            throw new AssertionError(process.name() + " is not ready:\n" + Files.readString(process.log()));
        }
    }

    TetheredProcess agent() {
        return agent;
    }

    TetheredProcess collector() {
        return collector;
    }

    DemoDevice spare(int index) {
        return devices.spares().get(index);
    }

    DemoPorts.AgentPorts agentPorts() {
        return ports.agents().get(WARD);
    }

    /** A simulator that sends so many messages, spread over MQTT and TCP. */
    Simulation simulate(long events, double rate) throws IOException {
        Path acknowledged = layout.directory().resolve("acknowledged-" + ++runs + ".txt");
        List<String> arguments = new ArrayList<>(List.of("ward", "--protocol", "mixed"));
        arguments.addAll(List.of("--beds", Integer.toString(DemoNames.BEDS_PER_WARD)));
        arguments.addAll(List.of("--devices", layout.wardDevices(WARD).toString()));
        arguments.addAll(List.of("--mqtt-port", Integer.toString(agentPorts().mqtt())));
        arguments.addAll(List.of("--tcp-port", Integer.toString(agentPorts().tcp())));
        arguments.addAll(List.of("--events", Long.toString(events), "--rate", Double.toString(rate)));
        arguments.addAll(List.of("--seed", Integer.toString(runs), "--drain", "120s"));
        arguments.addAll(List.of("--acknowledged", acknowledged.toString()));
        return new Simulation(start("simulator-" + runs, modules.simulator(arguments)), acknowledged);
    }

    /** A simulator at work, and the ids that it was told are on the agent's disk. */
    record Simulation(TetheredProcess process, Path acknowledged) {

        void awaitAcknowledged(long count) throws Exception {
            if (!Probe.await(PATIENCE, () -> !process.isAlive(), () -> acknowledgedCount() >= count)) {
                throw new AssertionError("the simulator did not get so far:\n" + Files.readString(process.log()));
            }
        }

        int await() throws Exception {
            return process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        private long acknowledgedCount() throws IOException {
            return Files.exists(acknowledged) ? Files.readAllLines(acknowledged).size() : 0;
        }
    }

    /** Waits until index and archive have all that the agent accepted. */
    void awaitSettled() throws Exception {
        LiveCounts counts = new LiveCounts(probe, addresses, List.of(WARD));
        boolean drained = Probe.await(PATIENCE, () -> false, counts::agentsDrained);
        Instant drainedAt = Instant.now();
        if (!drained || !Probe.await(PATIENCE, () -> false, () -> counts.collectorSettled(drainedAt))) {
            throw new AssertionError("not settled: " + counts.line());
        }
    }

    Path export(String name) throws Exception {
        Path file = layout.directory().resolve(name);
        probe.download(addresses.api() + "/v1/export?tenantId=" + DemoNames.TENANT, file);
        return file;
    }

    /** Runs {@code wardlog verify} and has its exit code and output. */
    Verification verify(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of("verify"));
        words.addAll(List.of(arguments));
        Path log = layout.log("verify-" + ++runs);
        TetheredProcess process = TetheredProcess.start("verify", modules.tool(words), log);
        int exit = process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new Verification(exit, Files.readString(log, StandardCharsets.UTF_8));
    }

    /** What verify said. */
    record Verification(int exit, String output) {}

    @Override
    public void close() {
        for (TetheredProcess process : new TetheredProcess[] {agent, collector}) {
            if (process != null) {
                process.close();
            }
        }
        servers.close();
    }
}
