package io.wardlog.collector;

import io.wardlog.cli.Version;
import io.wardlog.collector.prepare.Report;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.LiveRegister;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ConfigProblem;
import io.wardlog.config.ListenFailure;
import io.wardlog.log.LogSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code wardlog collector}: runs the collector, or prepares and checks what it needs. Exit codes: 0 done, 1 something is not as it must be,
 * 2 usage or configuration, 3 fault.
 */
@Command(
        name = "wardlog collector",
        mixinStandardHelpOptions = true,
        description = "Takes agents' batches, keeps custody of them, indexes and archives their events, and answers"
                + " questions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = HoldCommand.class)
public final class CollectorMain implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorMain.class);
    private static final int OK = 0;
    private static final int DIFFERS = 1;
    private static final int BAD_CONFIGURATION = 2;
    private static final int FAULT = 3;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        List<String> problems = LogSettings.problems(System.getenv());
        problems.forEach(System.err::println);
        System.exit(problems.isEmpty() ? commandLine().execute(args) : BAD_CONFIGURATION);
    }

    /** The command line, for {@code main} and for tests. */
    public static CommandLine commandLine() {
        return Version.saidBy(new CommandLine(new CollectorMain()))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(message(failure));
                    if (!(failure instanceof ConfigException)) {
                        LOG.atError().setCause(failure).log("collector_failed");
                    }
                    return failure instanceof ConfigException ? BAD_CONFIGURATION : FAULT;
                });
    }

    private static String message(Exception failure) {
        if (failure instanceof ConfigException) {
            return failure.getMessage();
        }
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : failure;
        boolean saysItAll = cause instanceof ListenFailure || cause.getClass().equals(IOException.class);
        return "error: " + (saysItAll ? cause.getMessage() : cause);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: run, init, reindex, hold or check-config");
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Runs until SIGTERM or SIGINT.")
    int run(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file)
            throws Exception {
        CollectorConfig config = load(file);
        LiveRegister register = LiveRegister.open(config.register());
        KeyFiles.check(file, config);
        CountDownLatch fault = new CountDownLatch(1);
        Collector collector = new Collector(config, register, (role, cause) -> {
            LOG.atError().addKeyValue("role", role).setCause(cause).log("role_failed");
            fault.countDown();
        });
        Thread stop = new Thread(collector::close, "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        collector.start();
        fault.await();
        return FAULT; // ending the process runs the hook
    }

    @Command(
            name = "check-config",
            mixinStandardHelpOptions = true,
            description = {
                "Reads the configuration, the register, and every certificate and key that they name, and says what is"
                        + " wrong: files that are missing, keys that do not belong together, certificates that have"
                        + " expired.",
                "Asks neither Kafka nor OpenSearch; run checks the topics."
            })
    int checkConfig(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file) {
        CollectorConfig config = load(file);
        AgentRegister register = AgentRegister.load(config.register());
        KeyFiles.check(file, config);
        String roles = config.roles().stream()
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        spec.commandLine()
                .getOut()
                .println("ok: roles " + roles + "; registered agents: "
                        + register.agentKeys().size());
        return OK;
    }

    @Command(
            name = "init",
            mixinStandardHelpOptions = true,
            description = {
                "Creates the topics that are missing, with 3 replicas of which 2 are in sync, or with one on a single"
                        + " node, and checks those that are there: partitions, replicas, retention, message size.",
                "So, too, the index template with the indices made from it, and the archive's bucket (versioning, object lock,"
                        + " retention by default), as far as the configuration names them.",
                "Changes nothing that exists; says what differs."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:everything is as it must be",
                "1:something differs, or is missing",
                "2:the command line or the configuration is wrong",
                "3:Kafka, OpenSearch or the store does not answer"
            })
    int init(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file,
            @Option(names = "--dry-run", description = "Creates nothing; what is missing is a difference then")
                    boolean dryRun,
            @Option(names = "--json", description = "Writes the result as one JSON object") boolean json)
            throws IOException, InterruptedException {
        CollectorConfig config = load(file);
        KeyFiles.check(file, config);
        Report report = new Init(config).run(dryRun);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Init.json(report));
        } else {
            Init.print(report, out);
        }
        return report.differences().isEmpty() ? OK : DIFFERS;
    }

    @Command(
            name = "reindex",
            mixinStandardHelpOptions = true,
            description = {
                "Makes the index anew, while the role index is stopped: it begins with Kafka's oldest record when it is"
                        + " started again. With --from-archive every event of the archive is put into OpenSearch now.",
                "What is in the index already is neither changed nor doubled."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:done",
                "1:the archive holds files or records that are not sound, which were left out; verify it",
                "2:the command line or the configuration is wrong",
                "3:it could not be done"
            })
    int reindex(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file,
            @Option(names = "--from-archive", description = "When Kafka's records were lost as well")
                    boolean fromArchive)
            throws IOException, InterruptedException {
        CollectorConfig config = load(file);
        KeyFiles.check(file, config);
        Reindex reindex = new Reindex(config);
        PrintWriter out = spec.commandLine().getOut();
        if (!fromArchive) {
            reindex.fromKafka();
            out.println("the role index begins with Kafka's oldest record when it is started");
            return OK;
        }
        require(file, "index", config.index().isPresent());
        require(file, "archive", config.archive().isPresent());
        Reindex.Result result = reindex.fromArchive();
        out.println("indexed: " + result.indexed() + " events; not sound: " + result.refused() + " records");
        result.findings()
                .forEach(finding -> out.println(finding.verdict() + "  " + finding.place() + "  " + finding.reason()));
        return result.isWhole() ? OK : DIFFERS;
    }

    private static void require(Path file, String section, boolean isThere) {
        if (!isThere) {
            throw new ConfigException(
                    file.toString(), List.of(new ConfigProblem(0, section, "is missing", "Add the section")));
        }
    }

    private static CollectorConfig load(Path file) {
        return ConfigLoader.load(CollectorConfig.class, file, System.getenv(), CollectorConfig.ENVIRONMENT_PREFIX);
    }
}
