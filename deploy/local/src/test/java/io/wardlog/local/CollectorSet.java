package io.wardlog.local;

import io.wardlog.servers.FreePorts;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * More collectors beside a stack's own one, each with its own name, keys, data directory and ports, on the same Kafka, OpenSearch and archive. What is
 * written here is what the demo writes, with these things changed.
 */
final class CollectorSet {
    /** The shortest that Kafka's brokers allow: who was killed is replaced soon. */
    private static final String SESSION_TIMEOUT = "6s";

    private final Stack stack;
    private final Map<String, Ports> ports = new TreeMap<>();

    private record Ports(int ingest, int api, int status) {}

    /** Issues the keys of these collectors, and makes the stack's own collector and its agents know them all. To be called before anything runs. */
    CollectorSet(Stack stack, List<String> names) throws IOException {
        this.stack = stack;
        ports.put("collector-1", new Ports(stack.ports.ingest(), stack.ports.api(), stack.ports.collectorStatus()));
        for (String name : names) {
            stack.keys.pki().collector(name, List.of(), stack.keys.validity());
            ports.put(name, new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next()));
        }
        String own = quoted(key("collector"));
        String all = own + names.stream().map(name -> ", " + quoted(key(name))).reduce("", String::concat);
        String base = Files.readString(stack.layout.collectorConfig())
                .replace("receiptPublicKeys: [" + own + "]", "receiptPublicKeys: [" + all + "]")
                .replace("singleNode: true", "singleNode: true\n  sessionTimeout: " + SESSION_TIMEOUT);
        Files.writeString(stack.layout.collectorConfig(), base);
        for (String ward : DemoNames.WARDS) {
            Path config = stack.layout.agentConfig(DemoNames.agent(ward));
            Files.writeString(
                    config,
                    Files.readString(config)
                            .replace("receiptPublicKeys: [" + own + "]", "receiptPublicKeys: [" + all + "]"));
        }
    }

    /** Lets the agents connect to this address instead. To be called before they run. */
    void agentsConnectTo(int port) throws IOException {
        for (String ward : DemoNames.WARDS) {
            Path config = stack.layout.agentConfig(DemoNames.agent(ward));
            Files.writeString(
                    config,
                    Files.readString(config)
                            .replace("https://127.0.0.1:" + stack.ports.ingest(), "https://127.0.0.1:" + port));
        }
    }

    private Path key(String directory) {
        return stack.layout.pki().resolve(directory).resolve("receipt.pub.pem");
    }

    private static String quoted(Path path) {
        return '"' + path.toString() + '"';
    }

    /** Starts a collector with these roles, and waits until it is ready. */
    TetheredProcess start(String name, String roles) throws Exception {
        TetheredProcess process = launch(name, roles);
        awaitReady(name, process);
        return process;
    }

    /** Waits until the launched collector of this name is ready. */
    void awaitReady(String name, TetheredProcess process) throws Exception {
        stack.awaitReady(process, status(name) + "/ready");
    }

    TetheredProcess launch(String name, String roles) throws IOException {
        Ports own = ports.get(name);
        Path data = stack.layout.directory().resolve(name);
        String config = Files.readString(stack.layout.collectorConfig())
                .replace("collectorId: collector-1", "collectorId: " + name + "\nroles: [" + roles + "]")
                .replace(quoted(stack.layout.collector()), quoted(data))
                .replace(
                        stack.layout.pki().resolve("collector") + "/tls",
                        stack.layout.pki().resolve(name) + "/tls")
                .replace("receiptKey: " + quoted(privateKey("collector")), "receiptKey: " + quoted(privateKey(name)))
                .replace("receiptPublicKey: " + quoted(key("collector")), "receiptPublicKey: " + quoted(key(name)))
                .replace("127.0.0.1:" + stack.ports.ingest() + "\n", "127.0.0.1:" + own.ingest() + "\n")
                .replace("127.0.0.1:" + stack.ports.api() + "\n", "127.0.0.1:" + own.api() + "\n")
                .replace("127.0.0.1:" + stack.ports.collectorStatus() + "\n", "127.0.0.1:" + own.status() + "\n");
        Path file = Files.writeString(stack.layout.directory().resolve(name + ".yaml"), config);
        return stack.launch(name, stack.collectors.collector(List.of("run", "--config", file.toString())));
    }

    private Path privateKey(String directory) {
        return stack.layout.pki().resolve(directory).resolve("receipt.key");
    }

    int ingestPort(String name) {
        return ports.get(name).ingest();
    }

    private String status(String name) {
        return "http://127.0.0.1:" + ports.get(name).status();
    }

    /** The events for which this collector has given receipts since it was started. */
    double ingested(String name) throws IOException, InterruptedException {
        return stack.probe.metric(status(name) + "/metrics", "wardlog_ingest_events_total", "");
    }
}
