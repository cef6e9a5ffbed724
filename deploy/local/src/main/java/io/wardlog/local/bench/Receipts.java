package io.wardlog.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.local.Modules;
import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code wardlog simulate collector} for one agent, in a process of its own: receipts, and nothing else. */
final class Receipts implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final String NAME = "receipts";

    private final TetheredProcess process;

    private Receipts(TetheredProcess process) {
        this.process = process;
    }

    /** Starts it on that port; returns when it listens. */
    static Receipts start(Site site, Modules modules, String agentId, int port) throws Exception {
        JavaCommand command = modules.simulator(List.of(
                        "collector",
                        "--port",
                        Integer.toString(port),
                        "--identity",
                        site.collector().toString(),
                        "--client-ca",
                        site.ca().toString(),
                        "--tenant",
                        Site.TENANT,
                        "--agent",
                        agentId))
                .withFlags(Generator.FLAGS);
        TetheredProcess process = TetheredProcess.start(NAME, command, site.log(NAME));
        Receipts receipts = new Receipts(process);
        if (!io.wardlog.local.Probe.await(
                java.time.Duration.ofSeconds(PATIENCE_SECONDS),
                () -> !process.isAlive(),
                () -> Files.readString(process.log()).contains("\"port\""))) {
            process.close();
            throw new IOException("no collector for receipts:\n" + Files.readString(process.log()));
        }
        return receipts;
    }

    /** Stops it; the mean length of the events that came, canonical with their sealed blocks. */
    double meanEventBytes() throws Exception {
        process.askToStop();
        process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        List<String> lines = Files.readAllLines(process.log());
        JsonNode came = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        return came.path("bytes").asDouble() / came.path("events").asDouble() - 8; // two lengths before each
    }

    @Override
    public void close() {
        process.close();
    }
}
