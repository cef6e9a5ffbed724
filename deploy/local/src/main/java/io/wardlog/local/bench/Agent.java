package io.wardlog.local.bench;

import io.wardlog.local.Modules;
import io.wardlog.local.Probe;
import io.wardlog.servers.FreePorts;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The packaged agent with the launcher's flags, MQTT on the loopback address, and its limits out of the way. */
final class Agent implements Contender {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Of a collector that takes what it is sent, behind the last message. */
    private static final Duration SETTLE_PATIENCE = Duration.ofMinutes(5);

    private final Plan plan;
    private final Ports ports;
    private final Probe probe = new Probe();
    private final TetheredProcess process;

    /**
     * How it runs.
     *
     * @param name its id, and what it is called in tables
     * @param collectorPort where its collector listens; an agent whose collector is away keeps what it takes
     * @param hasCollector whether anybody listens there
     * @param more lines for its configuration
     * @param flags for its JVM, behind the launcher's
     */
    record Plan(String name, int collectorPort, boolean hasCollector, String more, List<String> flags) {
        /** The name as an id. */
        String id() {
            return name.replaceAll("[^a-z0-9]+", "-");
        }
    }

    private record Ports(int mqtt, int mqtts, int status) {}

    private Agent(Plan plan, Ports ports, TetheredProcess process) {
        this.plan = plan;
        this.ports = ports;
        this.process = process;
    }

    /** Starts it; returns when it is ready for devices. */
    static Agent start(Site site, Modules modules, Plan plan) throws IOException, InterruptedException {
        Ports ports = new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next());
        Path home = Files.createDirectories(site.directory().resolve(plan.id()));
        Path config = home.resolve("agent.yaml");
        Files.writeString(config, config(site, plan, ports, home) + plan.more());
        Path log = site.log(plan.id());
        TetheredProcess process = TetheredProcess.start(
                plan.name(),
                modules.agent(List.of("run", "--config", config.toString())).withFlags(plan.flags()),
                log);
        Agent agent = new Agent(plan, ports, process);
        if (!Probe.await(PATIENCE, () -> !process.isAlive(), () -> agent.probe.isOk(agent.status() + "/ready"))) {
            process.close();
            throw new IOException(plan.name() + " does not start:\n" + Files.readString(log));
        }
        return agent;
    }

    private static String config(Site site, Plan plan, Ports ports, Path home) {
        Path own = site.agent(plan.id());
        return """
                agentId: %s
                tenantId: %s
                hospitalId: %s
                dataDir: "%s"
                devices: "%s"
                signingKey: "%s"
                signingPublicKey: "%s"
                sealPublicKey: "%s"
                tls:
                  certificate: "%s"
                  key: "%s"
                  deviceCa: "%s"
                mqtt:
                  ports:
                    plain: 127.0.0.1:%d
                    tls: 127.0.0.1:%d
                limits:
                  deviceEventsPerSecond: 1000000
                  deviceBytesPerSecond: 1GiB
                  agentEventsPerSecond: 1000000
                  agentBytesPerSecond: 1GiB
                collector:
                  url: https://127.0.0.1:%d
                  ca: "%s"
                  certificate: "%s"
                  key: "%s"
                  receiptPublicKeys: ["%s"]
                status:
                  listen: 127.0.0.1:%d
                """.formatted(
                        plan.id(),
                        Site.TENANT,
                        Site.HOSPITAL,
                        home.resolve("data"),
                        site.deviceDirectory(),
                        own.resolve("signing.key"),
                        own.resolve("signing.pub.pem"),
                        site.sealPublicKey(),
                        own.resolve("tls.pem"),
                        own.resolve("tls.key"),
                        site.ca(),
                        ports.mqtt(),
                        ports.mqtts(),
                        plan.collectorPort(),
                        site.ca(),
                        own.resolve("tls.pem"),
                        own.resolve("tls.key"),
                        site.collector().resolve("receipt.pub.pem"),
                        ports.status());
    }

    @Override
    public String name() {
        return plan.name();
    }

    @Override
    public int port() {
        return ports.mqtt();
    }

    /** The port with TLS. */
    int tlsPort() {
        return ports.mqtts();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    private String status() {
        return "http://127.0.0.1:" + ports.status();
    }

    @Override
    public void settle() throws IOException, InterruptedException {
        if (plan.hasCollector()
                && !Probe.await(SETTLE_PATIENCE, () -> !process.isAlive(), () -> metric("backlog_events") == 0)) {
            throw new IOException(plan.name() + " has no receipts for everything after " + SETTLE_PATIENCE.toSeconds()
                    + " s; see " + process.log());
        }
    }

    /** One of its own metrics. */
    double metric(String name) throws IOException, InterruptedException {
        return probe.metric(status() + "/metrics", "wardlog_agent_" + name, "");
    }

    /** SIGKILL, as a power cut without the disk's part in it. */
    void kill() {
        process.killForcibly();
    }

    /** What it said of its last start. */
    Readiness readiness() throws IOException {
        return Readiness.last(Files.readAllLines(process.log()));
    }

    @Override
    public void close() {
        process.close();
    }
}
