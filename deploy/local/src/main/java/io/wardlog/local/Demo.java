package io.wardlog.local;

import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the demo: starts everything in the order in which it depends on each other, and knows when all of it is ready. Methods are called by one
 * thread; {@link #stop} by any.
 */
final class Demo {
    private static final Duration READY_PATIENCE = Duration.ofSeconds(120);
    private static final double SPEED = 8;

    private final DemoLayout layout;
    private final Modules modules;
    private final PrintStream out;
    private final Probe probe = new Probe();
    private final DemoPorts ports = DemoPorts.choose();
    private final DemoAddresses addresses = new DemoAddresses(ports);
    private final DemoProcesses processes;
    private final DemoKeys keys;
    private final DemoDevices devices;
    private final Instant began = Instant.now();
    private final Object describing = new Object();
    private boolean stopped;

    Demo(DemoLayout layout, Modules modules, PrintStream out) throws IOException {
        this.layout = layout;
        this.modules = modules;
        this.out = out;
        this.processes = new DemoProcesses(this::say);
        Files.deleteIfExists(layout.description());
        for (String ward : DemoNames.WARDS) {
            Files.deleteIfExists(layout.acknowledged(ward));
        }
        this.keys = DemoKeys.open(layout, began);
        this.devices = DemoDevices.open(layout, keys.pki(), keys.validity());
        new DemoConfigs(layout, keys, devices, ports).write();
    }

    /** Starts everything and returns when a simulated event of each tenant has come all the way to the API. */
    void start() throws DemoException, IOException, InterruptedException {
        say("starting Kafka and OpenSearch, and the agents of %d tenants' %d wards"
                .formatted(DemoNames.TENANTS.size(), DemoNames.WARDS.size()));
        TetheredProcess servers = processes.start(
                DemoNames.SERVERS,
                () -> ForkedServer.launchBoth(layout.directory(), ports.kafka(), ports.openSearch())
                        .process());
        for (String ward : DemoNames.WARDS) {
            Path config = layout.agentConfig(DemoNames.agent(ward));
            start(DemoNames.agent(ward), modules.agent(List.of("run", "--config", config.toString())));
        }
        await("Kafka and OpenSearch", () -> servers.firstLine().isDone());
        say("starting the collector");
        start(
                "collector",
                modules.collector(
                        List.of("run", "--config", layout.collectorConfig().toString())));
        awaitReady("the collector", addresses.collectorStatus() + "/ready");
        for (String ward : DemoNames.WARDS) {
            awaitReady("the agent of ward " + ward, addresses.agentStatus(ward) + "/ready");
        }
        say("starting the wards: %d beds".formatted(beds()));
        startWards();
        for (DemoTenant tenant : DemoNames.TENANTS) {
            awaitFirstEvent(tenant);
        }
        processes.keepRunning(this::describe);
        describe();
        new Guide(layout, keys, devices, ports, modules.home().resolve("wardlog")).print(out);
    }

    /** Stops all processes; nothing of the demo runs when this returns. */
    void stop() {
        synchronized (describing) {
            stopped = true;
            try {
                Files.deleteIfExists(layout.description());
            } catch (IOException e) {
                say("cannot delete " + layout.description() + ": " + e.getMessage());
            }
        }
        processes.stopAll();
    }

    /** Writes what programs need to know, with the process ids of now. */
    private void describe() {
        synchronized (describing) {
            if (stopped) {
                return;
            }
            try {
                new DemoDescription(layout, keys, devices, ports).write(processes.running());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + layout.description(), e);
            }
        }
    }

    private void start(String name, JavaCommand command) throws IOException {
        JavaCommand quick = command.withFlags(Modules.QUICK_START);
        processes.start(name, () -> TetheredProcess.start(name, quick, layout.log(name)));
    }

    LiveCounts counts() {
        return new LiveCounts(probe, addresses, DemoNames.WARDS);
    }

    DemoFinish finish() {
        return new DemoFinish(layout, modules, processes, probe, addresses, this::say);
    }

    void say(String text) {
        Duration since = Duration.between(began, Instant.now());
        out.printf("[%3d s] %s%n", since.toSeconds(), text);
        out.flush();
    }

    private void startWards() throws IOException {
        for (int i = 0; i < DemoNames.WARDS.size(); i++) {
            String ward = DemoNames.WARDS.get(i);
            String name = DemoNames.simulator(ward);
            String protocol = i % 2 == 0 ? "mqtt" : "tcp";
            // Each life a course of its own: a device does not give the same event ids twice.
            processes.start(
                    name,
                    () -> TetheredProcess.start(name, modules.simulator(course(ward, protocol)), layout.log(name)));
        }
    }

    private List<String> course(String ward, String protocol) {
        DemoPorts.AgentPorts agent = ports.agents().get(ward);
        List<String> arguments = new ArrayList<>(List.of("ward", "--protocol", protocol));
        arguments.addAll(
                List.of("--beds", Integer.toString(DemoNames.tenantOf(ward).bedsPerWard())));
        arguments.addAll(List.of("--bed-devices", String.join(",", devices.kinds(ward))));
        arguments.addAll(List.of("--devices", layout.wardDevices(ward).toString()));
        arguments.addAll(List.of("--mqtt-port", Integer.toString(agent.mqtt())));
        arguments.addAll(List.of("--tcp-port", Integer.toString(agent.tcp())));
        arguments.addAll(List.of("--speed", Double.toString(SPEED)));
        arguments.addAll(List.of("--seed", Long.toString(Instant.now().toEpochMilli())));
        arguments.addAll(List.of("--acknowledged", layout.acknowledged(ward).toString()));
        return arguments;
    }

    private void awaitReady(String what, String url) throws DemoException, InterruptedException {
        await(what, () -> probe.isOk(url));
    }

    private static int beds() {
        return DemoNames.TENANTS.stream()
                .mapToInt(tenant -> tenant.wards().size() * tenant.bedsPerWard())
                .sum();
    }

    private void awaitFirstEvent(DemoTenant tenant) throws DemoException, InterruptedException {
        String url = addresses.api() + "/v1/events?tenantId=" + tenant.id()
                + "&eventType=device.connected&limit=1&from=" + began;
        await(
                "a simulated event of tenant " + tenant.id() + " in the API",
                () -> probe.get(url).contains("\"eventId\""));
    }

    private void await(String what, Probe.Condition condition) throws DemoException, InterruptedException {
        if (Probe.await(READY_PATIENCE, this::isBroken, condition)) {
            return;
        }
        String logs = "; see " + layout.log("x").getParent();
        throw new DemoException(
                isBroken()
                        ? "ended by themselves: " + String.join(", ", processes.lost()) + logs
                        : "waited " + READY_PATIENCE.toSeconds() + " s in vain for " + what + logs);
    }

    private boolean isBroken() {
        return !processes.lost().isEmpty();
    }
}
