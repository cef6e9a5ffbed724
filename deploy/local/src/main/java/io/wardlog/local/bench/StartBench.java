package io.wardlog.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.cost.ProcessCost;
import io.wardlog.local.Modules;
import io.wardlog.local.Scratch;
import io.wardlog.servers.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts of an agent, one at work at a small site's rate, and one that is killed over what it could not send. Used by one thread. */
final class StartBench {
    private static final String WORKING = "agent";
    private static final String KEEPING = "keeper";
    private static final String ROOM = "journal:\n  quota: 64GiB\n";
    private static final Duration ROUND = Duration.ofSeconds(60);
    private static final String FILLING_IN_FLIGHT = "20";

    private final Plan plan;
    private final Modules modules;
    private final Running running;
    private final Consumer<String> say;

    /**
     * What is run.
     *
     * @param starts with an empty journal
     * @param rate events a second of all connections together
     * @param backlog unsent events at least, over which an agent is killed and started again; none when 0
     */
    record Plan(
            int starts,
            int connections,
            double rate,
            Duration warmUp,
            Duration length,
            long backlog,
            List<String> agentFlags) {}

    private record Started(Agent agent, StartResult.Start cost) {}

    StartBench(Plan plan, Modules modules, Running running, Consumer<String> say) {
        this.plan = plan;
        this.modules = modules;
        this.running = running;
        this.say = say;
    }

    /** Runs all of it below that directory. */
    StartResult run(Path directory) throws Exception {
        Site site = Site.make(directory, plan.connections(), List.of(WORKING, KEEPING));
        List<StartResult.Start> empty = new ArrayList<>();
        for (int i = 0; i < plan.starts(); i++) {
            Started started = start(site, how(WORKING, FreePorts.next(), false));
            empty.add(started.cost());
            say.accept("start with an empty journal: " + started.cost());
            running.close(started.agent());
            Scratch.delete(directory.resolve(WORKING));
        }
        StartResult.Work work = work(site);
        say.accept("at work: " + work);
        return new StartResult(plan, empty, work, plan.backlog() > 0 ? Optional.of(restart(site)) : Optional.empty());
    }

    private Agent.Plan how(String name, int collectorPort, boolean hasCollector) {
        return new Agent.Plan(name, collectorPort, hasCollector, ROOM, plan.agentFlags());
    }

    private Started start(Site site, Agent.Plan how) throws IOException, InterruptedException {
        Instant before = Instant.now();
        Agent agent = running.add(Agent.start(site, modules, how));
        Readiness ready = agent.readiness();
        double seconds = Duration.between(before, ready.at()).toMillis() / 1000.0;
        return new Started(agent, new StartResult.Start(seconds, ready.processorSeconds()));
    }

    private StartResult.Work work(Site site) throws Exception {
        int collector = FreePorts.next();
        Receipts receipts = running.add(Receipts.start(site, modules, WORKING, collector));
        Agent agent = start(site, how(WORKING, collector, true)).agent();
        List<String> words = new ArrayList<>(words(agent, Double.toString(plan.rate())));
        words.addAll(List.of("--warm-up", plan.warmUp().toMillis() + "ms", "--process", WORKING + "=" + agent.pid()));
        JsonNode summary =
                new Generator(site, modules, running).run(words, plan.warmUp().plus(plan.length()));
        ProcessCost cost = new ProcessCost(agent.pid());
        StartResult.Memory memory =
                new StartResult.Memory(cost.residentMegabytes(), cost.residentFileMegabytes(), cost.peakMegabytes());
        JsonNode measured = summary.path("measured");
        JsonNode spent = measured.path("processorSeconds").path(WORKING);
        double seconds = spent.path("to").asDouble() - spent.path("from").asDouble();
        Measurement measurement = Measurement.of(
                summary, seconds * 1e6 / measured.path("acknowledged").asLong());
        running.close(agent);
        running.close(receipts);
        return new StartResult.Work(memory, measurement);
    }

    private List<String> words(Agent agent, String rate) {
        return List.of(
                "--rate",
                rate,
                "--connections",
                Integer.toString(plan.connections()),
                "--port",
                Integer.toString(agent.port()));
    }

    private StartResult.Restart restart(Site site) throws Exception {
        Agent.Plan how = how(KEEPING, FreePorts.next(), false); // nobody is there
        Agent agent = start(site, how).agent();
        Generator generator = new Generator(site, modules, running);
        double waiting = 0;
        for (int round = 0; waiting < plan.backlog(); round++) {
            List<String> words = new ArrayList<>(words(agent, "max"));
            words.addAll(List.of("--in-flight", FILLING_IN_FLIGHT, "--seed", Integer.toString(round)));
            generator.run(words, ROUND);
            waiting = agent.metric("backlog_events");
            say.accept("%,.0f events unsent".formatted(waiting));
        }
        agent.kill();
        running.close(agent);
        Started again = start(site, how);
        double kept = again.agent().metric("backlog_events");
        if (kept < waiting) {
            throw new IOException("%,.0f of %,.0f unsent events are gone".formatted(waiting - kept, waiting));
        }
        say.accept("start over them: " + again.cost());
        running.close(again.agent());
        return new StartResult.Restart((long) waiting, again.cost());
    }
}
