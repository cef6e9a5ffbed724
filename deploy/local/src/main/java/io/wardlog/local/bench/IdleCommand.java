package io.wardlog.local.bench;

import io.wardlog.local.Modules;
import io.wardlog.local.Scratch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wardlog bench idle}. Exit code 0 when every heartbeat was acknowledged, 1 when one was not, 2 for a wrong command line, 3 for a fault. */
@Command(
        name = "idle",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What connected devices cost that hardly say anything: a heartbeat each now and then, plain and with TLS. It prints the agent's",
            "memory and processor time. Each connection is an open file of the agent and one of the generator: ulimit -n 20000."
        })
final class IdleCommand implements Callable<Integer> {
    private static final int QUICK = 10;

    @Option(
            names = "--connections",
            defaultValue = "10000",
            description = "Devices, one connection each (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--every", defaultValue = "30s", description = "A heartbeat of each device (${DEFAULT-VALUE})")
    private Duration every;

    @Option(names = "--length", defaultValue = "60s", description = "What counts (${DEFAULT-VALUE})")
    private Duration length;

    @Option(names = "--warm-up", defaultValue = "30s", description = "Behind the last connection (${DEFAULT-VALUE})")
    private Duration warmUp;

    @Option(
            names = "--quick",
            description = "A tenth of --length and --warm-up: to see that it works, not to compare figures")
    private boolean quick;

    @Option(names = "--heap", defaultValue = "256m", description = "The agent's largest heap (${DEFAULT-VALUE})")
    private String heap;

    @Mixin
    private BenchOptions options;

    @Override
    public Integer call() throws Exception {
        options.require(connections > 0 && connections <= 12_000, "--connections must be from 1 to 12,000");
        options.require(!every.isZero() && !length.isZero(), "--every and --length must be above 0");
        options.check();
        Modules modules = Modules.ofThisBuild();
        if (quick) {
            warmUp = warmUp.dividedBy(QUICK);
            length = length.dividedBy(QUICK);
        }
        IdleBench.Plan plan = new IdleBench.Plan(connections, every, warmUp, length, options.agentFlags(heap));
        List<IdleBench.Cost> costs = new ArrayList<>();
        StringBuilder page = new StringBuilder();
        for (boolean tls : List.of(false, true)) {
            try (Running running = Running.untilTheProcessEnds()) {
                Scratch scratch = running.add(options.scratch(modules));
                if (page.isEmpty()) {
                    page.append(head(Setting.of(scratch.directory())));
                }
                IdleBench.Cost cost =
                        new IdleBench(plan, modules, running, options::progress).run(scratch.directory(), tls);
                page.append(cost.toRow(connections)).append('\n');
                costs.add(cost);
            }
        }
        options.publish(modules, "idle", page.toString(), "");
        return costs.stream().allMatch(IdleBench.Cost::complete) ? 0 : BenchMain.INCOMPLETE;
    }

    private String head(Setting setting) {
        return String.format(
                Locale.ROOT,
                """
                Machine: %s.
                %,d connections, a heartbeat of each every %d s, heap at most %s, %d s behind %d s of warm-up.

                | | resident before, MB | with all, MB | kB a connection | heap in use, MB | of a core, %% | p99 to PUBACK, ms |
                | --- | --- | --- | --- | --- | --- | --- |
                """,
                setting.toText(),
                connections,
                every.toSeconds(),
                heap,
                length.toSeconds(),
                warmUp.toSeconds());
    }
}
