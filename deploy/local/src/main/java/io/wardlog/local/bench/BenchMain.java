package io.wardlog.local.bench;

import io.wardlog.cli.Version;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

/** {@code wardlog bench}: figures that anyone can get again. */
@Command(
        name = "wardlog bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures the packaged agent on this machine. Loopback only, in a directory of its own that goes with it.",
        subcommands = {EdgeCommand.class, IdleCommand.class, StartCommand.class})
public final class BenchMain {
    static final int INCOMPLETE = 1;
    private static final int FAULT = 3;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|s|m)");

    private BenchMain() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return Version.saidBy(new CommandLine(new BenchMain()))
                .registerConverter(Duration.class, BenchMain::duration)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("wardlog bench: " + e.getMessage());
                    return FAULT;
                });
    }

    /** Reads {@code 500ms}, {@code 10s} or {@code 2m}. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration such as 500ms, 10s or 2m");
        }
        long value = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(value);
            case "s" -> Duration.ofSeconds(value);
            default -> Duration.ofMinutes(value);
        };
    }
}
