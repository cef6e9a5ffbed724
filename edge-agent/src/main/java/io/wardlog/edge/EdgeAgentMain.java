package io.wardlog.edge;

import io.wardlog.cli.Version;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ListenFailure;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.error.FileFailure;
import io.wardlog.log.LogSettings;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code wardlog agent}: runs the edge agent, checks its configuration, its journal or everything around it, asks a running one, starts one on trial. Exit codes: 0
 * done, 1 a check failed, 2 usage or configuration, 3 fault.
 */
@Command(
        name = "wardlog agent",
        mixinStandardHelpOptions = true,
        description =
                "Takes the messages of devices, writes them down durably and chained, and brings them to the collector.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StatusCommand.class, DoctorCommand.class, VerifyJournalCommand.class, RehearseCommand.class})
public final class EdgeAgentMain implements Runnable {

    static final int OK = 0;
    static final int CHECK_FAILED = 1;
    static final int BAD_CONFIGURATION = 2;
    static final int FAULT = 3;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("run")) {
            compileSchemas();
        }
        List<String> problems = LogSettings.problems(System.getenv());
        problems.forEach(System.err::println);
        if (args.length > 0 && !args[0].equals("run")) {
            LogSettings.onlyWarnings(System.getenv());
        }
        System.exit(problems.isEmpty() ? commandLine().execute(args) : BAD_CONFIGURATION);
    }

    /** Takes about as long as all else until the ports are open: side by side, and without a logger before it, which takes its time as well. */
    private static void compileSchemas() {
        Thread schemas = new Thread(SchemaRegistry::builtIn, "wardlog-schemas");
        schemas.setDaemon(true);
        schemas.start();
    }

    static CommandLine commandLine() {
        return Version.saidBy(new CommandLine(new EdgeAgentMain()))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(message(failure));
                    if (!(failure instanceof ConfigException) && !(failure instanceof IOException)) {
                        Logger log = LoggerFactory.getLogger(EdgeAgentMain.class);
                        log.atError().setCause(failure).log("agent_failed");
                    }
                    return failure instanceof ConfigException ? BAD_CONFIGURATION : FAULT;
                });
    }

    private static String message(Exception failure) {
        if (failure instanceof ConfigException) {
            return failure.getMessage();
        }
        boolean saysItAll =
                failure instanceof ListenFailure || failure.getClass().equals(IOException.class);
        String why = failure instanceof FileSystemException ? FileFailure.reason(failure) : failure.toString();
        return "error: " + (saysItAll ? failure.getMessage() : why);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is missing: run, check-config, status, doctor, verify-journal or rehearse");
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Runs until SIGTERM or SIGINT.")
    int run(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file,
            @Option(names = "--stop-on-stdin-eof", description = "Stops when standard input ends, for supervisors")
                    boolean stopOnEnd)
            throws Exception {
        EdgeConfig config = load(file);
        if (hasProblems(file, new CheckConfig(config).problems())) {
            return BAD_CONFIGURATION;
        }
        return new AgentRun(config, (vertx, material) -> new Http2Uplink(vertx, config.collector(), material))
                .run(stopOnEnd);
    }

    @Command(
            name = "check-config",
            mixinStandardHelpOptions = true,
            description = "Reads the configuration and everything that it names, and says what is wrong.")
    int checkConfig(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file) {
        CheckConfig check = new CheckConfig(load(file));
        List<String> problems = new ArrayList<>(check.problems());
        problems.addAll(check.outOfTime());
        if (hasProblems(file, problems)) {
            return BAD_CONFIGURATION;
        }
        spec.commandLine().getOut().println("ok: " + file);
        return OK;
    }

    private boolean hasProblems(Path file, List<String> problems) {
        if (!problems.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(file + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems"));
            problems.forEach(problem -> err.println("  " + problem));
        }
        return !problems.isEmpty();
    }

    static EdgeConfig load(Path file) {
        return ConfigLoader.load(EdgeConfig.class, file, System.getenv(), EdgeConfig.ENVIRONMENT_PREFIX);
    }
}
