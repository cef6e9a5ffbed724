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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged processes, each one of its own: Kafka, OpenSearch, a collector and agents, which a test can kill and start again on the same data. What
 * it writes for them is what the demo writes. Ward A's agent runs from the start.
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
    /** Gets the spans of agents and collector. */
    final SpanReceiver spans = SpanReceiver.start();

    final ForkedServers servers;
    private final Scratch scratch;
    final Modules collectors;
    private final Modules agentModules;
    private final Modules simulators;
    private final Modules modules = Modules.ofThisBuild();
    private final Map<String, TetheredProcess> agents = new TreeMap<>();
    private TetheredProcess collector;
    private int runs;

    /** What is done after the configuration files are written and before anything that they configure runs. */
    interface Preparation {
        void prepare(Stack stack) throws Exception;
    }

    /** The builds that processes come from, and what is done before they run. */
    record Setup(Modules agents, Modules collectors, Modules simulators, Preparation preparation) {}

    private Stack(Scratch scratch, Setup setup, ForkedServers servers) throws Exception {
        this.scratch = scratch;
        this.servers = servers;
        agentModules = setup.agents();
        collectors = setup.collectors();
        simulators = setup.simulators();
        layout = new DemoLayout(scratch.directory());
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
        archiveSoon();
        Files.createDirectories(temporary());
    }

    /** Many tests wait until all is archived: a file of one second's records is as good as one of five. */
    private void archiveSoon() throws IOException {
        String config = Files.readString(layout.collectorConfig());
        Files.writeString(layout.collectorConfig(), config.replace("flushAfter: 5s", "flushAfter: 1s"));
    }

    private void begin(Preparation preparation) throws Exception {
        preparation.prepare(this);
        launchAgent(WARD);
        startCollector();
        awaitAgent(WARD);
    }

    /** Starts everything below a directory of its own, which goes with it. */
    static Stack start() throws Exception {
        return start(stack -> {
            PaperAgent.register(stack.layout, stack.keys);
            HospitalApplication.register(stack.layout);
            stack.spans.isEndpointOf(stack.layout);
            FileVolume.of(stack).isReadFor(stack.devices.spares().get(2), stack.layout);
            new OwnTypes(stack).configure();
        });
    }

    /** The same with something done before the processes run. */
    static Stack start(Preparation preparation) throws Exception {
        Modules own = Modules.ofThisBuild();
        return start(new Setup(own, own, own, preparation));
    }

    /** The same of other builds. What cannot start leaves nothing behind: no process and no file. */
    static Stack start(Setup setup) throws Exception {
        Deque<AutoCloseable> begun = new ArrayDeque<>();
        try {
            Scratch scratch = Scratch.of("wardlog-stack-");
            begun.push(scratch);
            ForkedServers servers = ForkedServers.start(scratch.directory());
            begun.push(servers);
            Stack stack = new Stack(scratch, setup, servers);
            begun.clear();
            begun.push(stack);
            stack.begin(setup.preparation());
            return stack;
        } catch (Exception | Error failure) {
            for (AutoCloseable each : begun) {
                each.close();
            }
            throw failure;
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Starts the ward's agent, on what an earlier one left, and waits until it is ready. One that does not get there is none of the stack's. */
    void startAgent(String ward) throws Exception {
        launchAgent(ward);
        try {
            awaitAgent(ward);
        } catch (Exception | Error failure) {
            stopAgent(ward);
            throw failure;
        }
    }

    /** Starts an agent that is none of the wards', and waits until it is ready; the caller ends it. */
    TetheredProcess startAgent(String agentId, Path config, int statusPort) throws Exception {
        TetheredProcess agent = launch(agentId, modules.agent(List.of("run", "--config", config.toString())));
        awaitReady(agent, "http://" + DemoAddresses.HOST + ":" + statusPort + "/ready");
        return agent;
    }

    private void launchAgent(String ward) throws Exception {
        Path config = layout.agentConfig(DemoNames.agent(ward));
        agents.put(
                ward, launch(DemoNames.agent(ward), agentModules.agent(List.of("run", "--config", config.toString()))));
    }

    private void awaitAgent(String ward) throws Exception {
        awaitReady(agents.get(ward), addresses.agentStatus(ward) + "/ready");
    }

    /** Ends the ward's agent in the orderly way. */
    void stopAgent(String ward) {
        agents.remove(ward).close();
    }

    void startCollector() throws Exception {
        collector = launch(
                "collector",
                collectors.collector(
                        List.of("run", "--config", layout.collectorConfig().toString())));
        awaitReady(collector, addresses.collectorStatus() + "/ready");
    }

    /** Ends the collector in the orderly way. */
    void stopCollector() {
        collector.close();
    }

    /** Runs a command of the collector with its configuration and waits for its end. */
    Verification collectorCommand(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--config", layout.collectorConfig().toString()));
        return run("collector-" + words[0], modules.collector(arguments));
    }

    /** Where the processes have their temporary files. */
    private Path temporary() {
        return layout.directory().resolve("tmp");
    }

    /** Starts a process that the caller stops. Everything that Wardlog can log is logged, so that a test can say what never is. */
    TetheredProcess launch(String name, JavaCommand command) throws IOException {
        List<String> flags = List.of("-DWARDLOG_LOG_LEVEL=trace", "-Djava.io.tmpdir=" + temporary());
        return TetheredProcess.start(
                name, command.withFlags(Modules.QUICK_START).withFlags(flags), layout.log(name));
    }

    void awaitReady(TetheredProcess process, String url) throws Exception {
        if (!Probe.await(PATIENCE, () -> !process.isAlive(), () -> probe.isOk(url))) {
            throw new AssertionError(process.name() + " is not ready:\n" + Files.readString(process.log()));
        }
    }

    TetheredProcess agent(String ward) {
        return agents.get(ward);
    }

    TetheredProcess collector() {
        return collector;
    }

    DemoPorts.AgentPorts agentPorts(String ward) {
        return ports.agents().get(ward);
    }

    /** A simulator of ward A that sends so many messages, spread over MQTT and TCP. */
    Simulation simulate(long events, double rate) throws IOException {
        return simulate(WARD, events, rate);
    }

    /** The same of another ward. */
    Simulation simulate(String ward, long events, double rate) throws IOException {
        Path acknowledged = layout.directory().resolve("acknowledged-" + ++runs + ".txt");
        List<String> arguments = new ArrayList<>(List.of("ward", "--protocol", "mixed"));
        arguments.addAll(List.of("--beds", Integer.toString(DemoNames.BEDS_PER_WARD)));
        arguments.addAll(List.of("--devices", layout.wardDevices(ward).toString()));
        arguments.addAll(
                List.of("--mqtt-port", Integer.toString(agentPorts(ward).mqtt())));
        arguments.addAll(List.of("--tcp-port", Integer.toString(agentPorts(ward).tcp())));
        arguments.addAll(List.of("--events", Long.toString(events), "--rate", Double.toString(rate)));
        arguments.addAll(List.of("--seed", Integer.toString(runs), "--drain", "120s"));
        arguments.addAll(List.of("--acknowledged", acknowledged.toString()));
        return new Simulation(launch("simulator-" + runs, simulators.simulator(arguments)), acknowledged);
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

        String output() throws IOException {
            return Files.readString(process.log());
        }

        private long acknowledgedCount() throws IOException {
            return Files.exists(acknowledged) ? Files.readAllLines(acknowledged).size() : 0;
        }
    }

    /** Waits until index and archive have all that the running agents accepted. */
    void awaitSettled() throws Exception {
        LiveCounts counts = new LiveCounts(probe, addresses, List.copyOf(agents.keySet()));
        boolean drained = Probe.await(PATIENCE, () -> false, counts::agentsDrained);
        Instant drainedAt = Instant.now();
        if (!drained || !Probe.await(PATIENCE, () -> false, () -> counts.collectorSettled(drainedAt))) {
            throw new AssertionError("not settled: " + counts.line());
        }
    }

    /** Waits until a meter of the ward's agent, which is named with its labels, has this value. */
    void awaitMeter(String ward, String meter, long value) throws Exception {
        String line = meter + " " + value + ".0";
        String url = addresses.agentStatus(ward) + "/metrics";
        if (!Probe.await(PATIENCE, () -> false, () -> probe.get(url).lines().anyMatch(line::equals))) {
            throw new AssertionError("never " + line);
        }
    }

    /**
     * An export taken as soon as it holds every id of the file, or when patience ends. A lag of 0 alone does not say that all has arrived: it can have
     * been measured before a broker went away.
     */
    Path exportWith(Path acknowledged) throws Exception {
        awaitSettled();
        Path[] export = new Path[1];
        Probe.await(PATIENCE, () -> false, () -> {
            export[0] = export("export-" + ++runs + ".ndjson");
            return ExportCheck.of(export[0], List.of(acknowledged)).missing() == 0;
        });
        return export[0];
    }

    /** Everything that the collector has, as a file. */
    Path export(String name) throws IOException, InterruptedException {
        Path file = layout.directory().resolve(name);
        probe.download(addresses.api() + "/v1/export?tenantId=" + DemoNames.TENANT, file);
        return file;
    }

    /** Runs {@code wardlog verify} on a file. */
    Verification verify(Path file) throws Exception {
        return verify(file.toString());
    }

    /** Runs {@code wardlog verify} with these words, for a program to read. */
    Verification verify(String... words) throws Exception {
        return run(
                "verify",
                modules.tool(Stream.concat(Stream.of("verify", "--json"), Stream.of(words))
                        .toList()));
    }

    /** Runs {@code wardlog verify --archive} on the collector's archive. */
    Verification verifyArchive() throws Exception {
        return verify("--archive", layout.archive().toString());
    }

    /** Runs {@code wardlog agent verify-journal} on a directory. */
    Verification verifyJournal(Path journal) throws Exception {
        return run("verify-journal", modules.agent(List.of("verify-journal", journal.toString())));
    }

    /** Runs a command and waits for its end. */
    Verification run(String name, JavaCommand command) throws Exception {
        Path log = layout.log(name + "-" + ++runs);
        int exit = TetheredProcess.start(name, command.withFlags(Modules.QUICK_START), log)
                .onExit()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new Verification(exit, Files.readString(log, StandardCharsets.UTF_8));
    }

    /** What a command said. */
    record Verification(int exit, String output) {}

    @Override
    public void close() throws IOException {
        agents.values().forEach(TetheredProcess::close);
        if (collector != null) {
            collector.close();
        }
        servers.close();
        spans.close();
        scratch.close();
    }
}
