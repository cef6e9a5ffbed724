package io.wardlog.local.bench;

import io.wardlog.local.Modules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wardlog bench start}. Exit code 0 when every event was acknowledged and kept, 1 when one was not, 2 for a wrong command line, 3 for a fault. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How soon an agent takes messages, with an empty journal and, when --backlog asks for it, killed over what it could not send; and how",
            "much memory it has at work, with receipts. As the launcher starts it: with the class archive where wardlog agent rehearse left one."
        })
final class StartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--starts", defaultValue = "5", description = "With an empty journal (${DEFAULT-VALUE})")
    private int starts;

    @Option(names = "--connections", defaultValue = "100", description = "At work (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--rate", defaultValue = "1000", description = "Events a second at work (${DEFAULT-VALUE})")
    private double rate;

    @Option(names = "--length", defaultValue = "180s", description = "At work, behind the warm-up (${DEFAULT-VALUE})")
    private Duration length;

    @Option(names = "--warm-up", defaultValue = "60s", description = "At work (${DEFAULT-VALUE})")
    private Duration warmUp;

    @Option(
            names = "--backlog",
            defaultValue = "0",
            description =
                    "Unsent events over which an agent is killed; 10,000,000 take 15 GB and some minutes (${DEFAULT-VALUE})")
    private long backlog;

    @Option(
            names = "--heap",
            defaultValue = "256m",
            description = "The agent's largest heap (${DEFAULT-VALUE}, as the launcher's)")
    private String heap;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        options.require(starts > 0 && starts <= 100, "--starts must be from 1 to 100");
        options.require(connections > 0 && connections <= 12_000, "--connections must be from 1 to 12,000");
        options.require(rate > 0 && !length.isZero(), "--rate and --length must be above 0");
        options.require(backlog >= 0, "--backlog must not be below 0");
        options.check();
        Modules modules = Modules.ofThisBuild();
        StartBench.Plan plan =
                new StartBench.Plan(starts, connections, rate, warmUp, length, backlog, options.agentFlags(heap));
        try (Running running = Running.untilTheProcessEnds()) {
            Path directory = running.add(options.scratch(modules)).directory();
            String head = head(Setting.of(directory), modules);
            StartResult result = new StartBench(plan, modules, running, this::say).run(directory);
            options.publish(modules, "start", head + result.toText(), "");
            return result.isComplete() ? 0 : BenchMain.INCOMPLETE;
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }

    private String head(Setting setting, Modules modules) {
        return String.format(
                Locale.ROOT,
                "Machine: %s.%nClass archive: %s. Heap at most %s. At work for %d s behind %d s of warm-up.%n%n",
                setting.toText(),
                modules.agentArchive().isPresent() ? "yes" : "no",
                heap,
                length.toSeconds(),
                warmUp.toSeconds());
    }
}
