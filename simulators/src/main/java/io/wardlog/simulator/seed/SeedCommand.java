package io.wardlog.simulator.seed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code wardlog simulate seed}. Exit code 0 when every message was accepted, 1 when one was refused, 2 when there are no agents to put it through, 3 for
 * a fault.
 */
@Command(
        name = "seed",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts a stretch of several tenants' past through real agents, as fast as they take it. Device clocks show the time of the",
            "course, which is over: what is more than five minutes behind the agent's clock is recorded with the mark clockSuspect."
        })
public final class SeedCommand implements Callable<Integer> {
    private static final int REFUSED = 1;
    private static final int CONNECT_MILLIS = 2_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--tenants", defaultValue = "3", description = "How many of the file's tenants (${DEFAULT-VALUE})")
    private int tenants;

    @Option(names = "--minutes", defaultValue = "15", description = "How long the course is (${DEFAULT-VALUE})")
    private int minutes;

    @Option(
            names = "--agents",
            description = "JSON file that names the agents by tenant, such as a running demo's demo.json"
                    + " (that of the demo in the source tree)")
    private Path agents;

    @Option(names = "--seed", defaultValue = "1", description = "Same seed and --start, same bytes (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--start",
            description = "What clocks show at its begin, such as 2026-11-01T08:00:00Z (so that the course ends now)")
    private Instant start;

    @Option(names = "--json", description = "Print the summary as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        check(tenants > 0, "--tenants must be above 0");
        check(minutes > 0, "--minutes must be above 0");
        List<AgentsFile.Tenant> chosen = chosen();
        for (AgentsFile.Tenant tenant : chosen) {
            for (AgentsFile.Agent agent : tenant.agents()) {
                checkListens(tenant, agent);
            }
        }
        Duration length = Duration.ofMinutes(minutes);
        Instant begin = start == null ? Instant.now().minus(length).truncatedTo(ChronoUnit.MILLIS) : start;
        long began = System.nanoTime();
        Map<String, SeedCounts> counts = run(chosen, new SeedRun.Course(seed, begin, length));
        print(counts, begin, Duration.ofNanos(System.nanoTime() - began));
        return counts.values().stream().allMatch(each -> each.refused() == 0) ? 0 : REFUSED;
    }

    private Map<String, SeedCounts> run(List<AgentsFile.Tenant> chosen, SeedRun.Course course) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        try {
            Map<String, SeedCounts> counts = new LinkedHashMap<>();
            List<Future<Void>> runs = new ArrayList<>();
            for (AgentsFile.Tenant tenant : chosen) {
                SeedCounts own = new SeedCounts();
                counts.put(tenant.tenantId(), own);
                tenant.agents().forEach(agent -> runs.add(new SeedRun(vertx, agent, course, own).start()));
            }
            Future.all(runs).toCompletionStage().toCompletableFuture().get();
            return counts;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    private List<AgentsFile.Tenant> chosen() throws IOException {
        Path file = agents == null ? ofDemo() : agents;
        check(
                Files.exists(file),
                agents == null
                        ? "no demo is running (there is no " + file
                                + "): start one with ./wardlog demo, or name other agents with --agents"
                        : "there is no file " + file);
        List<AgentsFile.Tenant> all = AgentsFile.read(file).tenants();
        check(all.size() >= tenants, "%s names %d tenants, not %d".formatted(file, all.size(), tenants));
        return all.subList(0, tenants);
    }

    /** The demo's default place in the source tree that this class was built in. */
    private static Path ofDemo() {
        try {
            Path self = Path.of(SeedCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return self.resolve("../../../demo-data/demo.json").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void checkListens(AgentsFile.Tenant tenant, AgentsFile.Agent agent) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            agent.endpoint().host(), agent.endpoint().port()),
                    CONNECT_MILLIS);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s of tenant %s does not listen at %s:%d (%s): start it, for example with ./wardlog demo"
                            .formatted(
                                    agent.agentId(),
                                    tenant.tenantId(),
                                    agent.endpoint().host(),
                                    agent.endpoint().port(),
                                    e.getMessage()),
                    e);
        }
    }

    private void print(Map<String, SeedCounts> counts, Instant begin, Duration took) {
        if (json) {
            ObjectNode root = JsonNodeFactory.instance
                    .objectNode()
                    .put("start", begin.toString())
                    .put("minutes", minutes)
                    .put("seconds", took.toMillis() / 1000.0);
            ObjectNode byTenant = root.putObject("tenants");
            counts.forEach((tenant, own) -> byTenant.set(tenant, own.toJson()));
            System.out.println(root);
            return;
        }
        System.out.printf("%d minutes from %s on, in %.1f s%n", minutes, begin, took.toMillis() / 1000.0);
        counts.forEach((tenant, own) -> System.out.printf(
                "%ntenant %s: acknowledged %,d, refused %,d%n%s",
                tenant, own.acknowledged(), own.refused(), own.toText()));
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
