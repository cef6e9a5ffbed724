package io.wardlog.simulator.load;

import com.sun.management.UnixOperatingSystemMXBean;
import io.wardlog.cost.ProcessCost;
import io.wardlog.simulator.agents.AgentsOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code wardlog simulate load}. Exit code 0 when every message that was due is acknowledged, 1 when one is refused or unanswered or the agent did not
 * let the devices in, 2 for a wrong command line, 3 for a fault.
 */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Load in an open loop: messages are due at --rate whatever the agent does, and latency counts from the time at which a",
            "message was due to its acknowledgement. Each connection is a device of its own, which says what simulated devices say."
        })
public final class LoadCommand implements Callable<Integer> {
    private static final int INCOMPLETE = 1;
    private static final int MOST_IN_FLIGHT = 30_000;
    /** Files of the JVM itself, and some air. */
    private static final int OWN_FILES = 100;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rate",
            required = true,
            paramLabel = "RATE",
            converter = RateConverter.class,
            description = {
                "Messages a second, from all connections together; max for a closed loop, in which each connection always has",
                "--in-flight messages unanswered: it shows the highest rate and what it costs, and its latencies are those of a full queue"
            })
    private double rate;

    @Option(
            names = "--connections",
            defaultValue = "50",
            description = "Devices, one connection each (${DEFAULT-VALUE})")
    private int connections;

    @Option(names = "--duration", defaultValue = "60s", description = "How long messages are due (${DEFAULT-VALUE})")
    private Duration length;

    @Mixin
    private LoadTarget target;

    @Mixin
    private AgentsOption agents;

    @Option(
            names = "--in-flight",
            defaultValue = "20",
            description =
                    "Most unanswered messages of a connection (${DEFAULT-VALUE}); what is due beyond waits, and its latency counts on")
    private int inFlight;

    @Option(
            names = "--arrivals",
            defaultValue = "constant",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
    private LoadPlan.Pattern pattern;

    @Option(names = "--ramp", defaultValue = "0s", description = "Let the rate grow from nothing for so long")
    private Duration ramp;

    @Option(
            names = "--warm-up",
            defaultValue = "0s",
            description = "Leave the latencies of so long from the start out of the summary")
    private Duration warmUp;

    @Option(
            names = "--connect-rate",
            defaultValue = "2000",
            description = "Connections opened a second, before the first message is due (${DEFAULT-VALUE})")
    private double connectRate;

    @Option(names = "--threads", defaultValue = "1", description = "Event loops (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--seed", defaultValue = "1", description = "Same seed, same course (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--drain",
            defaultValue = "30s",
            description = "How long to wait at the end for what is unanswered (${DEFAULT-VALUE})")
    private Duration drain;

    @Option(
            names = "--out",
            description = "Directory for seconds.csv, latency.hlog (HdrHistogram), summary.json and load.svg")
    private Path out;

    @Option(
            names = "--acknowledged",
            description = "File to which the ids of acknowledged events are appended, one a line")
    private Path acknowledged;

    @Option(
            names = "--times",
            description =
                    "In that file, behind each id a blank and the time of its acknowledgement, microseconds since 1970")
    private boolean times;

    @Option(
            names = "--say",
            defaultValue = "course",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}): what their model says, or that they are alive")
    private Says says;

    @Option(
            names = "--process",
            paramLabel = "NAME=PID",
            description = "Tell what that process costs a message behind the warm-up; may be repeated (Linux)")
    private Map<String, Long> processes = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the summary as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = plan();
        PrintWriter said = spec.commandLine().getOut();
        LoadRun run = new LoadRun(plan, line -> spec.commandLine().getErr().println(line));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(run, ended), "stop"));
        try {
            LoadSummary summary = run.run();
            said.print(json ? summary.toJson() + "\n" : summary.toText());
            if (out != null && !json) {
                said.println("written: " + out.resolve("seconds.csv") + ", latency.hlog, summary.json, load.svg");
            }
            return summary.complete() ? 0 : INCOMPLETE;
        } catch (LoadException e) {
            spec.commandLine().getErr().println("wardlog simulate load: " + e.getMessage());
            return INCOMPLETE;
        } finally {
            said.flush();
            ended.countDown();
        }
    }

    /** On SIGTERM and SIGINT: send no more, wait for answers, let the summary be printed. */
    private void stop(LoadRun run, CountDownLatch ended) {
        run.stop();
        try {
            if (!ended.await(drain.toSeconds() + 10, TimeUnit.SECONDS)) {
                System.err.println("simulator.stop_timeout");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private LoadPlan plan() throws IOException {
        check(
                rate == LoadPlan.AS_FAST_AS_ANSWERED || rate > 0 && rate <= 10_000_000,
                "--rate must be above 0 and at most 10,000,000, or max");
        check(connections > 0, "--connections must be above 0");
        check(inFlight > 0 && inFlight <= MOST_IN_FLIGHT, "--in-flight must be from 1 to " + MOST_IN_FLIGHT);
        check(threads > 0 && threads <= connections, "--threads must be above 0 and at most --connections");
        check(connectRate > 0, "--connect-rate must be above 0");
        check(rate != LoadPlan.AS_FAST_AS_ANSWERED || ramp.isZero(), "--ramp needs a --rate of so many a second");
        check(warmUp.compareTo(length) < 0, "--warm-up must be shorter than --duration");
        check(!length.isZero() && ramp.compareTo(length) <= 0, "--duration must be above 0 and at least --ramp");
        checkFiles();
        LoadTarget.Chosen chosen = target.choose(agents, connections);
        return new LoadPlan(
                chosen.devices(),
                chosen.endpoint(),
                target.protocol(),
                target.signIn(),
                inFlight,
                threads,
                new LoadPlan.Arrivals(rate, pattern, ramp, connectRate, warmUp, seed),
                length,
                drain,
                new LoadPlan.Files(Optional.ofNullable(out), Optional.ofNullable(acknowledged), times),
                says,
                watched());
    }

    private Map<String, ProcessCost> watched() {
        Map<String, ProcessCost> watched = new LinkedHashMap<>();
        processes.forEach((name, pid) -> {
            ProcessCost cost = new ProcessCost(pid);
            try {
                cost.processorSeconds();
            } catch (IOException e) {
                throw new ParameterException(
                        spec.commandLine(), "--process " + name + "=" + pid + ": there is no such process in /proc", e);
            }
            watched.put(name, cost);
        });
        if (!watched.isEmpty()) {
            watched.put("generator", new ProcessCost(ProcessHandle.current().pid()));
        }
        return watched;
    }

    /** Reads {@code 1000}, {@code 0.5} or {@code max}. */
    static final class RateConverter implements CommandLine.ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            try {
                return text.equals("max") ? LoadPlan.AS_FAST_AS_ANSWERED : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new CommandLine.TypeConversionException("'" + text + "' is neither max nor a number");
            }
        }
    }

    /** Each connection is an open file. */
    private void checkFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long free = system.getMaxFileDescriptorCount() - OWN_FILES;
            check(
                    connections <= free,
                    "%,d connections need as many open files, and this shell allows %,d: ulimit -n %d"
                            .formatted(connections, free + OWN_FILES, connections + OWN_FILES));
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
