package io.wardlog.local.bench;

import io.wardlog.local.Modules;
import io.wardlog.local.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code wardlog bench edge}. Exit code 0 when every message was acknowledged, whatever the figures are; 1 when one was not; 2 for a wrong command line;
 * 3 for a fault.
 */
@Command(
        name = "edge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "The agent, which syncs before it acknowledges, and mosquitto, which does not, side by side: the same generator sends both the",
            "same valid messages at QoS 1, as fast as they answer, in turns. Mosquitto has persistence on as its packages set it up, which",
            "saves every half hour; the agent checks, chains, syncs, seals, and with receipts also forwards. It prints events a second,",
            "processor time of the whole process an event (from /proc), latencies, and their ratios."
        })
final class EdgeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--rounds", defaultValue = "3", description = "That count (${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--cold",
            defaultValue = "45s",
            description = {
                "How long each agent runs before those, so that its JVM has compiled what it needs, and half as long once more with one message in",
                "flight (${DEFAULT-VALUE})"
            })
    private Duration cold;

    @Option(names = "--length", defaultValue = "8s", description = "Of each measurement (${DEFAULT-VALUE})")
    private Duration length;

    @Option(names = "--warm-up", defaultValue = "3s", description = "Before each measurement (${DEFAULT-VALUE})")
    private Duration warmUp;

    @Option(
            names = "--connections",
            defaultValue = "50",
            description = "Devices, one connection each (${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--in-flight",
            defaultValue = "20",
            description = "Unanswered messages of a connection, beside the measurements with one (${DEFAULT-VALUE})")
    private int inFlight;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WHO",
            defaultValue = "mosquitto,queue,agent,unsynced,receipts",
            description = {
                "Who takes part (${DEFAULT-VALUE}): mosquitto, which forgets each message; queue, mosquitto that keeps each for a",
                "subscriber who is away; agent, whose collector is away; receipts, an agent whose collector gives receipts; unsynced,",
                "an agent that acknowledges what is on no disk yet; segment, an agent whose journal is plain files"
            })
    private Set<EdgeBench.Who> who;

    @Option(
            names = "--other-build",
            paramLabel = "DIR",
            description = "Another source tree of Wardlog, built: its agent takes part, too, with receipts")
    private Path otherBuild;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        options.require(rounds > 0 && rounds <= 100, "--rounds must be from 1 to 100");
        options.require(cold.toMinutes() < 60, "--cold must be less than an hour");
        options.require(connections > 0 && connections <= 10_000, "--connections must be from 1 to 10,000");
        options.require(inFlight > 0 && inFlight <= 256, "--in-flight must be from 1 to 256");
        options.require(length.toMillis() >= 500, "--length must be at least 500ms");
        options.require(
                otherBuild == null || Files.isDirectory(otherBuild.resolve("edge-agent/target/lib")),
                "--other-build: there is no built agent below " + otherBuild);
        options.check();
        Modules modules = Modules.ofThisBuild();
        Optional<Path> mosquitto = Mosquitto.program();
        Set<EdgeBench.Who> all = takesPart(mosquitto.isPresent());
        options.require(!all.isEmpty(), "nobody takes part: see --only and --other-build");
        try (Running running = Running.untilTheProcessEnds()) {
            Scratch scratch = running.add(options.scratch(modules));
            EdgeBench.Plan plan = new EdgeBench.Plan(
                    all,
                    rounds,
                    cold,
                    length,
                    warmUp,
                    connections,
                    inFlight,
                    Optional.ofNullable(otherBuild).map(Path::toAbsolutePath),
                    options.agentFlags("256m"));
            EdgeResult result = new EdgeBench(plan, modules, running, this::say).run(scratch.directory(), mosquitto);
            Setting setting = Setting.of(scratch.directory());
            String page = new EdgeTable(result, setting).toMarkdown();
            options.publish(modules, "edge", page, new EdgePlot(result, setting).toSvg());
            return result.complete() ? 0 : BenchMain.INCOMPLETE;
        }
    }

    private Set<EdgeBench.Who> takesPart(boolean hasMosquitto) {
        Set<EdgeBench.Who> all = EnumSet.copyOf(who);
        if (!hasMosquitto && all.removeAll(EnumSet.of(EdgeBench.Who.mosquitto, EdgeBench.Who.queue))) {
            say("mosquitto is not installed (Debian: apt-get install mosquitto); agents alone are measured");
        }
        all.remove(EdgeBench.Who.other);
        if (otherBuild != null) {
            all.add(EdgeBench.Who.other);
        }
        return all;
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
