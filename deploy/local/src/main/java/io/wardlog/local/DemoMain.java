package io.wardlog.local;

import io.wardlog.cli.Version;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code wardlog demo}. Runs until it is stopped, or with {@code --for} so long from ready, then checks everything. Exit code 0: all is well; 1: a check
 * failed or a process was lost; 2: wrong command line, or the directory is in use or not to be reset; 3: it could not be started.
 */
@Command(
        name = "wardlog demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "The whole of Wardlog on this machine, three tenants and four simulated wards. Loopback only.")
public final class DemoMain implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int IN_USE = 2;
    private static final int FAULT = 3;
    private static final Duration COUNTS_EVERY = Duration.ofSeconds(10);
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smh])");

    @Option(
            names = "--data-dir",
            description = "Where everything is kept, also for a next start (demo-data in the source tree)")
    private Path directory;

    @Option(names = "--for", description = "Run so long from ready, such as 60s, then export, verify and stop")
    private Duration length;

    @Option(names = "--export", description = "With --for: where the export goes (export.ndjson in the data directory)")
    private Path export;

    @Option(
            names = "--reset",
            description =
                    "Remove first what earlier demos left in the data directory, chains and archive; asks, or needs --yes")
    private boolean reset;

    @Option(names = "--yes", description = "With --reset: do not ask")
    private boolean yes;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return Version.saidBy(new CommandLine(new DemoMain()))
                .registerConverter(Duration.class, DemoMain::duration)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println("wardlog demo: " + e.getMessage());
                    return FAULT;
                });
    }

    @Override
    public Integer call() throws Exception {
        Modules modules = Modules.ofThisBuild();
        DemoLayout layout = new DemoLayout(directory == null ? modules.home().resolve("demo-data") : directory);
        Files.createDirectories(layout.directory());
        try (FileChannel channel =
                        FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                System.err.println("wardlog demo: another demo is running in " + layout.directory());
                return IN_USE;
            }
            if (reset && !reset(new DemoReset(layout))) {
                return IN_USE;
            }
            return run(new Demo(layout, modules, out), layout);
        }
    }

    /** Whether the directory is as before a first start, as far as demos are concerned. */
    private boolean reset(DemoReset earlier) throws IOException {
        Path directory = earlier.layout().directory();
        if (earlier.isEmpty()) {
            return true;
        }
        if (!earlier.hasDemo()) {
            System.err.println("wardlog demo: " + directory + " is not empty and no demo made it; nothing was removed");
            return false;
        }
        if (!yes && !asked("Remove all events, keys and the archive of the demo in " + directory + "?")) {
            System.err.println("wardlog demo: nothing was removed; --reset --yes does it without asking");
            return false;
        }
        List<Path> left = earlier.remove();
        left.forEach(path -> out.println("left alone, no demo made it: " + path));
        return true;
    }

    private static boolean asked(String question) {
        Console console = System.console();
        return console != null
                && "y".equalsIgnoreCase(console.readLine("%s [y/N] ", question).strip());
    }

    private int run(Demo demo, DemoLayout layout) throws IOException, InterruptedException, DemoException {
        Runtime.getRuntime().addShutdownHook(new Thread(demo::stop, "stop"));
        try {
            demo.start();
            watch(demo);
            boolean well = demo.finish().run(export == null ? layout.export() : export.toAbsolutePath());
            demo.say(well ? "all is well; stopping" : "NOT all is well; stopping");
            return well ? 0 : FAILED;
        } finally {
            demo.stop();
        }
    }

    /** Prints live counts until the time is over; without a time it does not return. */
    private void watch(Demo demo) throws InterruptedException {
        long end = length == null ? Long.MAX_VALUE : System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            Thread.sleep(Math.max(1, Math.min(COUNTS_EVERY.toMillis(), left)));
            try {
                demo.say(demo.counts().line());
            } catch (IOException e) {
                demo.say("no counts now: a process does not answer (" + e + ")");
            }
        }
    }

    /** Reads {@code 60s}, {@code 5m} or {@code 1h}. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a duration such as 60s, 5m or 1h");
        }
        long value = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(value);
            case "m" -> Duration.ofMinutes(value);
            default -> Duration.ofHours(value);
        };
    }
}
