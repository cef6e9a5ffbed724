package io.wardlog.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.cost.ProcessCost;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The packaged processes under load: Kafka, a collector, one agent that knows many devices, and OpenSearch when events are to be searched. All on one
 * machine, each a process of its own whose cost can be read.
 */
final class LoadStack implements AutoCloseable {
    static final String WARD = DemoNames.WARDS.get(0);
    private static final List<String> TYPES = List.of("infusion_pump", "patient_monitor", "ventilator", "smart_bed");
    private static final List<String> RUN = List.of("run", "--config");
    /** Heaps as the launcher gives them, and more for an agent with thousands of connections. */
    private static final List<String> COLLECTOR = List.of("-Xmx768m");

    private static final List<String> AGENT = List.of("-Xmx256m");
    private static final List<String> LARGE_AGENT = List.of("-Xmx512m");
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    final DemoLayout layout;
    final DemoPorts ports = DemoPorts.free();
    final DemoAddresses addresses = new DemoAddresses(ports);
    final Probe probe = new Probe();
    private Duration agentStart;
    private final Modules modules = Modules.ofThisBuild();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private final Map<String, ProcessCost> costs = new LinkedHashMap<>();
    private final Path devices;
    private DemoKeys keys;
    private List<String> agentFlags;
    private TetheredProcess agent;

    private LoadStack(Scratch scratch) {
        closing.add(scratch);
        layout = new DemoLayout(scratch.directory());
        devices = layout.directory().resolve("load-devices.json");
    }

    /** Starts everything below a directory of its own, which goes with it; what cannot start leaves nothing behind. */
    static LoadStack start(int deviceCount, boolean searchable) throws Exception {
        return start(stack -> {
            stack.configure(deviceCount);
            stack.startCollector(searchable);
            stack.startAgent();
        });
    }

    /** Starts an agent alone, whose collector is away: what it takes it keeps. */
    static LoadStack startWithoutCollector(int deviceCount) throws Exception {
        return start(stack -> {
            stack.configure(deviceCount);
            stack.startAgent();
        });
    }

    /** How a stack begins. */
    private interface Beginning {
        void begin(LoadStack stack) throws Exception;
    }

    private static LoadStack start(Beginning beginning) throws Exception {
        LoadStack stack = new LoadStack(Scratch.of("wardlog-load-"));
        try {
            beginning.begin(stack);
            return stack;
        } catch (Exception | Error failure) {
            stack.close();
            throw failure;
        }
    }

    private void configure(int deviceCount) throws Exception {
        keys = DemoKeys.open(layout, Instant.now());
        new DemoConfigs(layout, keys, DemoDevices.open(layout, keys.pki(), keys.validity()), ports).write();
        PaperAgent.register(layout, keys);
        writeDevices(deviceCount);
        agentFlags = deviceCount > 1_000 ? LARGE_AGENT : AGENT;
        change(layout.agentConfig(DemoNames.agent(WARD)), "quota: 2GiB", "quota: 32GiB");
    }

    private void startCollector(boolean searchable) throws Exception {
        add("kafka", ForkedServer.busyKafka(layout.directory(), ports.kafka()));
        if (searchable) {
            add("opensearch", ForkedServer.busyOpenSearch(layout.directory(), ports.openSearch()));
        } else {
            withoutSearch(layout.collectorConfig());
        }
        start(
                "collector",
                modules.collector(with(RUN, layout.collectorConfig())).withFlags(COLLECTOR),
                addresses.collectorStatus());
    }

    private void startAgent() throws Exception {
        JavaCommand command = modules.agent(with(RUN, layout.agentConfig(DemoNames.agent(WARD))));
        long began = System.nanoTime();
        agent = start("agent", command.withFlags(agentFlags), addresses.agentStatus(WARD));
        agentStart = Duration.ofNanos(System.nanoTime() - began);
    }

    /** Kills the agent with no chance to put anything in order, and starts it again on what it left. */
    void killAndRestartAgent() throws Exception {
        agent.killForcibly();
        agent.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        startAgent();
    }

    /** A registered agent that is no process. */
    PaperAgent paperAgent() {
        return new PaperAgent(keys, new Ingest(keys, ports.ingest()));
    }

    private static List<String> with(List<String> words, Path last) {
        return Stream.concat(words.stream(), Stream.of(last.toString())).toList();
    }

    private void add(String name, ForkedServer server) throws IOException {
        closing.add(server);
        costs.put(name, new ProcessCost(server.pid()));
    }

    private TetheredProcess start(String name, JavaCommand command, String status) throws Exception {
        TetheredProcess process = TetheredProcess.start(name, command, layout.log(name));
        closing.add(process);
        costs.put(name, new ProcessCost(process.pid()));
        if (!Probe.await(PATIENCE, () -> !process.isAlive(), () -> probe.isOk(status + "/ready"))) {
            throw new AssertionError(name + " is not ready:\n" + Files.readString(process.log()));
        }
        return process;
    }

    /** From the agent's last command to its first answer that it is ready. */
    Duration agentStart() {
        return agentStart;
    }

    /** What each process has cost so far, by name. */
    Map<String, ProcessCost> costs() {
        return costs;
    }

    private void writeDevices(int count) throws IOException {
        SecureRandom random = new SecureRandom();
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode list = root.putArray("devices");
        StringBuilder directory = new StringBuilder("devices:\n");
        for (int i = 0; i < count; i++) {
            byte[] token = new byte[32];
            random.nextBytes(token);
            DemoDevice device = new DemoDevice(
                    "device-%05d".formatted(i),
                    TYPES.get(i % TYPES.size()),
                    HexFormat.of().formatHex(token),
                    "",
                    "");
            list.add(device.toJson());
            directory.append("  %s:%n    type: %s%n    tokenHmac: %s%n"
                    .formatted(device.id(), device.type(), TokenHmac.of(device.id(), device.password())));
        }
        AtomicFile.writePrivate(devices, root.toString());
        Files.writeString(layout.agentDevices(DemoNames.agent(WARD)), directory);
    }

    /** Takes index and API out of a collector's file: then it needs no OpenSearch. */
    private static void withoutSearch(Path config) throws IOException {
        String text = Files.readString(config)
                .replaceFirst("(?m)^index:\n(  .*\n)+", "")
                .replaceFirst("(?m)^api:\n(  .*\n)+", "");
        Files.writeString(config, text + "roles: [ingest, custody, archive]\n");
    }

    private static void change(Path file, String before, String after) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(before)) {
            throw new IllegalStateException(file + " has no " + before);
        }
        Files.writeString(file, text.replace(before, after));
    }

    /** Load on the agent, over MQTT 5; its acknowledged ids, with their times, and its report go below the directory. */
    LoadProcess load(String name, LoadProcess.Demand demand) throws IOException {
        Path out = layout.directory().resolve(name);
        List<String> arguments = new ArrayList<>(List.of("load", "--json", "--times", "--drain", "60s"));
        arguments.addAll(List.of("--devices", devices.toString(), "--out", out.toString()));
        arguments.addAll(
                List.of("--port", Integer.toString(ports.agents().get(WARD).mqtt())));
        arguments.addAll(List.of("--rate", Double.toString(demand.rate())));
        arguments.addAll(List.of("--connections", Integer.toString(demand.connections())));
        arguments.addAll(List.of("--in-flight", Integer.toString(demand.inFlight())));
        arguments.addAll(List.of("--duration", demand.length().toSeconds() + "s"));
        arguments.addAll(List.of("--ramp", demand.ramp().toSeconds() + "s"));
        arguments.addAll(List.of("--warm-up", demand.ramp().toSeconds() + "s"));
        Path acknowledged = layout.directory().resolve(name + "-acknowledged.txt");
        arguments.addAll(List.of("--acknowledged", acknowledged.toString()));
        JavaCommand command = modules.simulator(arguments).withFlags(List.of("-Xmx256m", "-XX:TieredStopAtLevel=4"));
        TetheredProcess process = TetheredProcess.start(name, command, layout.log(name));
        closing.add(process);
        return new LoadProcess(process, out, acknowledged, new ProcessCost(process.pid()));
    }

    /** Waits until everything that the agent accepted is in the archive, and in the index if there is one; false when it takes longer. */
    boolean awaitSettled(Duration patience) throws InterruptedException {
        LiveCounts counts = new LiveCounts(probe, addresses, List.of(WARD));
        boolean drained = Probe.await(patience, () -> false, counts::agentsDrained);
        Instant drainedAt = Instant.now();
        return drained && Probe.await(patience, () -> false, () -> isSettled(drainedAt));
    }

    private boolean isSettled(Instant moment) throws IOException, InterruptedException {
        double since = Duration.between(moment, Instant.now()).toMillis() / 1_000.0;
        return collector("wardlog_consumer_lag") == 0 && collector("wardlog_archive_unarchived_age_seconds") < since;
    }

    /** The collector's roles that read from Kafka. */
    List<String> roles() {
        return costs.containsKey("opensearch") ? List.of("custody", "index", "archive") : List.of("custody", "archive");
    }

    /** How many records the role has not read yet. */
    double lag(String role) throws IOException, InterruptedException {
        return probe.metric(addresses.collectorStatus() + "/metrics", "wardlog_consumer_lag", "role=\"" + role + "\"");
    }

    /** A metric of the agent. */
    double agent(String metric) throws IOException, InterruptedException {
        return probe.metric(addresses.agentStatus(WARD) + "/metrics", metric, "");
    }

    private double collector(String metric) throws IOException, InterruptedException {
        return probe.metric(addresses.collectorStatus() + "/metrics", metric, "");
    }

    /** Runs {@code wardlog verify} with these words; its exit code. */
    int verify(String... words) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        arguments.addAll(List.of(words));
        Path log = layout.log("verify");
        Files.deleteIfExists(log);
        return TetheredProcess.start("verify", modules.tool(arguments), log)
                .onExit()
                .get(30, TimeUnit.MINUTES);
    }

    @Override
    public void close() throws Exception {
        for (int i = closing.size() - 1; i >= 0; i--) {
            closing.get(i).close();
        }
    }
}
