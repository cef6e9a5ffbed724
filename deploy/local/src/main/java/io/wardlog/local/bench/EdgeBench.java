package io.wardlog.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.cost.ProcessCost;
import io.wardlog.local.Modules;
import io.wardlog.servers.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Agents and mosquitto side by side: all run all the time, and the same generator goes from one to the next, round after round, so that whatever
 * else happens on the machine happens to all. Agents run for a while before, so that their JVMs have compiled what they need. Used by one thread.
 */
final class EdgeBench {
    private static final String PROCESS = "contender";
    /** Of an event, when nobody counts them. */
    private static final int USUAL_BYTES = 940;

    private final Plan plan;
    private final Modules modules;
    private final Running running;
    private final Consumer<String> say;
    private final Map<Case, List<Measurement>> results = new LinkedHashMap<>();
    private Receipts receipts;
    private int runs;

    /**
     * What is run.
     *
     * @param who takes part
     * @param rounds that count
     * @param cold how long each agent runs before those, half as long once more with one message in flight
     * @param length of each measurement, behind its warm-up
     * @param inFlight messages of a connection that are unanswered, beside the rounds with one
     * @param otherBuild the source tree whose agent takes part as {@link Who#other}
     * @param agentFlags for the agents' JVMs, behind the launcher's
     */
    record Plan(
            Set<Who> who,
            int rounds,
            Duration cold,
            Duration length,
            Duration warmUp,
            int connections,
            int inFlight,
            Optional<Path> otherBuild,
            List<String> agentFlags) {}

    /** Who may take part; named as on the command line. */
    enum Who {
        mosquitto(Mosquitto.NAME),
        queue(Mosquitto.KEEPING),
        agent("agent"),
        unsynced("agent that does not sync"),
        segment("agent with a journal of plain files"),
        receipts("agent with receipts"),
        other("agent of the other build, with receipts");

        private final String label;

        Who(String label) {
            this.label = label;
        }

        /** Whether it has keys of ours. */
        boolean isAgent() {
            return this != mosquitto && this != queue;
        }

        /** Whether somebody gives it receipts. */
        boolean hasCollector() {
            return this == receipts || this == other;
        }

        /** Its section {@code journal}: room enough, and how it is written. */
        private String journal() {
            return "journal:\n  quota: 32GiB\n"
                    + (this == unsynced ? "  insecureWithoutSync: true\n" : "")
                    + (this == segment ? "  kind: segment\n" : "");
        }
    }

    /** A contender, and how hard it is asked. */
    record Case(Who who, int inFlight) {
        /** What it is called in tables. */
        String contender() {
            return who.label;
        }

        @Override
        public String toString() {
            return who.label + ", " + inFlight + " in flight";
        }
    }

    EdgeBench(Plan plan, Modules modules, Running running, Consumer<String> say) {
        this.plan = plan;
        this.modules = modules;
        this.running = running;
        this.say = say;
    }

    /** Runs all rounds below that directory. */
    EdgeResult run(Path directory, Optional<Path> mosquitto) throws Exception {
        List<String> agents =
                plan.who().stream().filter(Who::isAgent).map(EdgeBench::id).toList();
        Site site = Site.make(directory, plan.connections(), agents);
        Map<Who, Contender> contenders = start(site, mosquitto);
        Generator generator = new Generator(site, modules, running);
        warm(generator, contenders);
        for (int round = 1; round <= plan.rounds(); round++) {
            for (int inFlight : inFlights()) {
                for (Map.Entry<Who, Contender> each : contenders.entrySet()) {
                    Case asked = new Case(each.getKey(), inFlight);
                    Measurement measured = measure(generator, each.getValue(), asked, plan.length());
                    say("round " + round, asked, measured);
                    results.computeIfAbsent(asked, any -> new ArrayList<>()).add(measured);
                }
            }
        }
        int bytes = receipts == null ? USUAL_BYTES : (int) Math.round(receipts.meanEventBytes());
        List<Double> hashes = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            hashes.add(HashCost.micros(bytes));
        }
        return new EdgeResult(plan, results, bytes, Spread.of(hashes));
    }

    /** Agents one after the other, so that each has the machine for itself while it compiles. */
    private void warm(Generator generator, Map<Who, Contender> contenders) throws Exception {
        if (plan.cold().isZero()) {
            return;
        }
        for (Map.Entry<Who, Contender> each : contenders.entrySet()) {
            if (each.getKey().isAgent()) {
                for (int inFlight : inFlights()) {
                    Case asked = new Case(each.getKey(), inFlight);
                    Duration length = inFlight == 1 ? plan.cold().dividedBy(2) : plan.cold();
                    say("cold", asked, measure(generator, each.getValue(), asked, length));
                }
            }
        }
    }

    private List<Integer> inFlights() {
        return plan.inFlight() == 1 ? List.of(1) : List.of(plan.inFlight(), 1);
    }

    private static String id(Who who) {
        return new Agent.Plan(who.label, 0, false, "", List.of()).id();
    }

    private Map<Who, Contender> start(Site site, Optional<Path> mosquitto) throws Exception {
        Map<Who, Contender> contenders = new EnumMap<>(Who.class);
        for (Who who : plan.who()) {
            switch (who) {
                case mosquitto, queue -> {
                    if (mosquitto.isPresent()) {
                        contenders.put(
                                who, running.add(Mosquitto.start(mosquitto.get(), site.directory(), who == Who.queue)));
                    }
                }
                case agent, unsynced, segment ->
                    contenders.put(who, agent(site, modules, who, FreePorts.next())); // nobody is there
                case receipts -> contenders.put(who, agent(site, modules, who, collector(site, who)));
                default -> {
                    Modules other = Modules.at(plan.otherBuild().orElseThrow());
                    contenders.put(who, agent(site, other, who, collector(site, who)));
                }
            }
        }
        return contenders;
    }

    /** Where a collector listens that gives receipts. */
    private int collector(Site site, Who who) throws Exception {
        int port = FreePorts.next();
        Receipts collector = running.add(Receipts.start(site, modules, id(who), port));
        receipts = receipts == null ? collector : receipts;
        return port;
    }

    private Agent agent(Site site, Modules build, Who who, int collector) throws IOException, InterruptedException {
        Agent.Plan how = new Agent.Plan(who.label, collector, who.hasCollector(), who.journal(), plan.agentFlags());
        return running.add(Agent.start(site, build, how));
    }

    private void say(String when, Case asked, Measurement measured) {
        say.accept("%s: %s: %s".formatted(when, asked, measured.toText()));
    }

    private Measurement measure(Generator generator, Contender contender, Case asked, Duration length)
            throws Exception {
        contender.prepare();
        List<String> words = List.of(
                "--rate",
                "max",
                "--connections",
                Integer.toString(plan.connections()),
                "--in-flight",
                Integer.toString(asked.inFlight()),
                "--port",
                Integer.toString(contender.port()),
                "--warm-up",
                plan.warmUp().toMillis() + "ms",
                "--seed",
                Integer.toString(runs++),
                "--process",
                PROCESS + "=" + contender.pid());
        JsonNode summary = generator.run(words, plan.warmUp().plus(length));
        return Measurement.of(summary, settledMicros(summary, contender));
    }

    /**
     * What an event costs from the end of the warm-up until the contender has done with it. What came in the warm-up and was not done with at its end
     * counts as cost, not as events.
     */
    private static double settledMicros(JsonNode summary, Contender contender)
            throws IOException, InterruptedException {
        JsonNode measured = summary.path("measured");
        contender.settle();
        double spent = new ProcessCost(contender.pid()).processorSeconds()
                - measured.path("processorSeconds").path(PROCESS).path("from").asDouble();
        long events = summary.path("acknowledged").asLong()
                - measured.path("acknowledgedBefore").asLong();
        return spent * 1e6 / events;
    }
}
