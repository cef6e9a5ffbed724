package io.wardlog.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.cost.ProcessCost;
import io.wardlog.local.Modules;
import io.wardlog.local.Probe;
import io.wardlog.servers.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * An agent with its receipts and many devices, which all say now and then that they are alive. Used by one thread.
 *
 * @param say told in a line what is done now
 */
record IdleBench(Plan plan, Modules modules, Running running, Consumer<String> say) {
    private static final String AGENT = "agent";
    private static final int CONNECTS_A_SECOND = 500;
    /** The generator gives up by itself before, and says why. */
    private static final Duration CONNECT_PATIENCE = Duration.ofMinutes(5);

    /**
     * What is run.
     *
     * @param every how often each device sends a heartbeat
     * @param warmUp behind the last connection
     */
    record Plan(int connections, Duration every, Duration warmUp, Duration length, List<String> agentFlags) {}

    /**
     * What one way of connecting costs the agent.
     *
     * @param megabytesBefore resident before the first connection
     * @param megabytes resident at the end, with all of them
     * @param heapMegabytes left on the heap when garbage was collected, with all of them
     * @param core the part of one processor core that it took
     */
    record Cost(
            String way,
            double megabytesBefore,
            double megabytes,
            double heapMegabytes,
            double core,
            double p99,
            boolean complete) {

        /** A row of the page's table. */
        String toRow(int connections) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.1f | %.0f | %.1f | %.1f |",
                    way,
                    megabytesBefore,
                    megabytes,
                    (megabytes - megabytesBefore) * 1000 / connections,
                    heapMegabytes,
                    core * 100,
                    p99);
        }
    }

    /** Runs one way below that directory. */
    Cost run(Path directory, boolean tls) throws Exception {
        String way = tls ? "TLS" : "plain";
        say.accept(String.format(Locale.ROOT, "%s: %,d devices and an agent", way, plan.connections()));
        Site site = Site.make(directory, plan.connections(), List.of(AGENT));
        int collector = FreePorts.next();
        running.add(Receipts.start(site, modules, AGENT, collector));
        Agent agent =
                running.add(Agent.start(site, modules, new Agent.Plan(AGENT, collector, true, "", plan.agentFlags())));
        double before = new ProcessCost(agent.pid()).residentMegabytes();
        Generator generator = new Generator(site, modules, running);
        Generator.Run run =
                generator.start(words(site, agent, tls), plan.warmUp().plus(plan.length()));
        say.accept(way + ": they connect, about " + plan.connections() / CONNECTS_A_SECOND + " s");
        double heap = heapWhenConnected(agent, run);
        say.accept(way + ": all are connected; "
                + plan.warmUp().plus(plan.length()).toSeconds() + " s of heartbeats");
        JsonNode summary = generator.await(run);
        JsonNode measured = summary.path("measured");
        JsonNode spent = measured.path("processorSeconds").path(AGENT);
        return new Cost(
                way,
                before,
                measured.path("residentMegabytes").path(AGENT).asDouble(),
                heap,
                (spent.path("to").asDouble() - spent.path("from").asDouble())
                        / measured.path("seconds").asDouble(),
                summary.path("latencyMs").path("p99").asDouble(),
                summary.path("complete").asBoolean());
    }

    private List<String> words(Site site, Agent agent, boolean tls) {
        List<String> words = new ArrayList<>(List.of("--say", "heartbeat"));
        words.addAll(List.of("--connections", Integer.toString(plan.connections())));
        words.addAll(List.of("--connect-rate", Integer.toString(CONNECTS_A_SECOND)));
        words.addAll(List.of(
                "--rate",
                Double.toString(plan.connections() * 1000.0 / plan.every().toMillis())));
        words.addAll(List.of("--warm-up", plan.warmUp().toMillis() + "ms"));
        words.addAll(List.of("--process", AGENT + "=" + agent.pid()));
        words.addAll(List.of("--port", Integer.toString(tls ? agent.tlsPort() : agent.port())));
        if (tls) {
            words.addAll(List.of("--ca", site.ca().toString()));
        }
        return words;
    }

    /** Garbage is collected once, in the warm-up. */
    private double heapWhenConnected(Agent agent, Generator.Run run) throws IOException, InterruptedException {
        boolean connected = Probe.await(
                CONNECT_PATIENCE,
                () -> !run.process().isAlive(),
                () -> agent.metric("connections") >= plan.connections());
        if (!connected) {
            throw new IOException(
                    "not all devices are connected; see " + run.process().log());
        }
        return HeapUse.megabytes(agent.pid());
    }
}
