package io.wardlog.edge;

import io.wardlog.edge.forward.http2.Http2Uplink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts an agent in a directory of its own, with keys of its own, sends it a message on every way in, and stops it. Everything that a start needs is
 * loaded then, so that a JVM that is told to write down what it loaded ({@code -XX:ArchiveClassesAtExit}), as the launcher tells it, starts agents
 * faster from then on.
 */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = {
            "Starts an agent on trial, in a directory of its own, sends it messages and stops it: the launcher keeps which classes it loaded,",
            "and agents start faster from then on. Once for each installation, update, or other Java."
        })
final class RehearseCommand implements Callable<Integer> {

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("wardlog-rehearsal");
        try {
            return rehearse(new RehearsalSite(directory));
        } finally {
            remove(directory);
        }
    }

    private static int rehearse(RehearsalSite site) throws Exception {
        EdgeConfig config = EdgeAgentMain.load(site.config());
        AtomicReference<Throwable> fault = new AtomicReference<>();
        List<String> problems = new CheckConfig(config).problems();
        if (!problems.isEmpty()) {
            throw new IOException("the agent on trial cannot start: " + String.join("; ", problems));
        }
        EdgeAgent agent = new EdgeAgent(
                config,
                (vertx, material) -> new Http2Uplink(vertx, config.collector(), material),
                (what, cause) -> fault.set(cause));
        try {
            agent.start();
            new RehearsalDevice(site, agent.ports()).sendOnEveryWay();
        } finally {
            agent.stop();
        }
        if (fault.get() != null) {
            throw new IOException("the agent on trial gave up: " + fault.get(), fault.get());
        }
        return EdgeAgentMain.OK;
    }

    private static void remove(Path directory) throws Exception {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
