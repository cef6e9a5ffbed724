package io.wardlog.simulator;

import io.wardlog.cli.Version;
import io.wardlog.log.LogSettings;
import io.wardlog.simulator.collector.CollectorCommand;
import io.wardlog.simulator.load.LoadCommand;
import io.wardlog.simulator.seed.SeedCommand;
import io.wardlog.simulator.ward.WardCommand;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** {@code wardlog simulate}: simulated devices for demonstrations, tests and load. */
@Command(
        name = "wardlog simulate",
        mixinStandardHelpOptions = true,
        description = "Simulated bedside devices over the real protocols.",
        subcommands = {WardCommand.class, LoadCommand.class, SeedCommand.class, CollectorCommand.class})
public final class SimulatorMain {
    private static final int USAGE = 2;
    private static final int FAULT = 3;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private SimulatorMain() {}

    public static void main(String[] args) {
        List<String> problems = LogSettings.problems(System.getenv());
        problems.forEach(System.err::println);
        System.exit(problems.isEmpty() ? commandLine().execute(args) : USAGE);
    }

    /** The command with its subcommands, for whoever runs it inside another program. */
    public static CommandLine commandLine() {
        return Version.saidBy(new CommandLine(new SimulatorMain()))
                .registerConverter(Duration.class, SimulatorMain::duration)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("wardlog simulate: " + e.getMessage());
                    return FAULT;
                });
    }

    /** Reads {@code 500ms}, {@code 60s}, {@code 5m} or {@code 2h}. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration such as 500ms, 60s, 5m or 2h");
        }
        long value = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(value);
            case "s" -> Duration.ofSeconds(value);
            case "m" -> Duration.ofMinutes(value);
            default -> Duration.ofHours(value);
        };
    }
}
