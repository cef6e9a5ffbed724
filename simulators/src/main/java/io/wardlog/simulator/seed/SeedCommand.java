package io.wardlog.simulator.seed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.wardlog.simulator.agents.AgentsFile;
import io.wardlog.simulator.agents.AgentsOption;
import java.io.IOException;
import java.io.PrintWriter;
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
import picocli.CommandLine.Mixin;
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

    @Spec
    private CommandSpec spec;

    @Option(names = "--tenants", defaultValue = "3", description = "How many of the file's tenants (${DEFAULT-VALUE})")
    private int tenants;

    @Option(names = "--minutes", defaultValue = "15", description = "How long the course is (${DEFAULT-VALUE})")
    private int minutes;

    @Mixin
    private AgentsOption agents;

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
        Map<String, List<SeedAgent>> chosen = chosen();
        Duration length = Duration.ofMinutes(minutes);
        Instant begin = start == null ? Instant.now().minus(length).truncatedTo(ChronoUnit.MILLIS) : start;
        long began = System.nanoTime();
        Map<String, SeedCounts> counts = run(chosen, new SeedRun.Course(seed, begin, length));
        print(counts, begin, Duration.ofNanos(System.nanoTime() - began));
        return counts.values().stream().allMatch(each -> each.refused() == 0) ? 0 : REFUSED;
    }

    private Map<String, SeedCounts> run(Map<String, List<SeedAgent>> chosen, SeedRun.Course course) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
        try {
            Map<String, SeedCounts> counts = new LinkedHashMap<>();
            List<Future<Void>> runs = new ArrayList<>();
            chosen.forEach((tenantId, each) -> {
                SeedCounts own = new SeedCounts();
                counts.put(tenantId, own);
                each.forEach(agent -> runs.add(new SeedRun(vertx, agent, course, own).start()));
            });
            Future.all(runs).toCompletionStage().toCompletableFuture().get();
            return counts;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    /** The agents of each of the tenants, in the file's order; all of them listen. */
    private Map<String, List<SeedAgent>> chosen() throws IOException {
        AgentsFile file = agents.read();
        List<AgentsFile.Tenant> all = file.tenants();
        check(all.size() >= tenants, "%s names %d tenants, not %d".formatted(file.file(), all.size(), tenants));
        Map<String, List<SeedAgent>> chosen = new LinkedHashMap<>();
        for (AgentsFile.Tenant tenant : all.subList(0, tenants)) {
            List<SeedAgent> own = new ArrayList<>();
            for (AgentsFile.Agent agent : tenant.agents()) {
                SeedAgent found = SeedAgent.of(agent, file.file());
                agents.requireListens(agent, found.endpoint());
                own.add(found);
            }
            chosen.put(tenant.tenantId(), own);
        }
        return chosen;
    }

    private void print(Map<String, SeedCounts> counts, Instant begin, Duration took) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode root = JsonNodeFactory.instance
                    .objectNode()
                    .put("start", begin.toString())
                    .put("minutes", minutes)
                    .put("seconds", took.toMillis() / 1000.0);
            ObjectNode byTenant = root.putObject("tenants");
            counts.forEach((tenant, own) -> byTenant.set(tenant, own.toJson()));
            out.println(root);
            return;
        }
        out.printf("%d minutes from %s on, in %.1f s%n", minutes, begin, took.toMillis() / 1000.0);
        counts.forEach((tenant, own) -> out.printf(
                "%ntenant %s: acknowledged %,d, refused %,d%n%s",
                tenant, own.acknowledged(), own.refused(), own.toText()));
        out.flush();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
