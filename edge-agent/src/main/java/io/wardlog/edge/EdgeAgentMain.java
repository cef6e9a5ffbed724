package io.wardlog.edge;

import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.edge.forward.http2.UplinkConfig;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code wardlog agent}: runs the edge agent, checks its configuration or its journal, asks a running one. Exit codes: 0
 * done, 1 a check failed, 2 usage or configuration, 3 fault.
 */
@Command(
        name = "wardlog agent",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Takes the messages of devices, writes them down durably and chained, and brings them to the collector.",
        synopsisSubcommandLabel = "COMMAND")
public final class EdgeAgentMain implements Runnable {

    static final int OK = 0;
    static final int CHECK_FAILED = 1;
    static final int BAD_CONFIGURATION = 2;
    static final int FAULT = 3;

    private static final Logger log = LoggerFactory.getLogger(EdgeAgentMain.class);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new EdgeAgentMain()).setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean configuration = failure instanceof ConfigException;
            command.getErr().println(configuration ? failure.getMessage() : "error: " + failure.getMessage());
            if (!configuration) {
                log.atError().setCause(failure).log("agent_failed");
            }
            return configuration ? BAD_CONFIGURATION : FAULT;
        });
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: run, check-config, status or verify-journal");
    }

    @Command(name = "run", mixinStandardHelpOptions = true, description = "Runs until SIGTERM or SIGINT.")
    int run(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file,
            @Option(names = "--stop-on-stdin-eof", description = "Stops when standard input ends, for supervisors")
                    boolean stopOnEnd)
            throws Exception {
        EdgeConfig config = load(file);
        return new AgentRun(config, vertx -> new Http2Uplink(vertx, uplink(config.collector()))).run(stopOnEnd);
    }

    static EdgeConfig load(Path file) {
        return ConfigLoader.load(EdgeConfig.class, file, System.getenv(), EdgeConfig.ENVIRONMENT_PREFIX);
    }

    static UplinkConfig uplink(CollectorConfig config) {
        return new UplinkConfig(
                config.url(),
                config.certificate(),
                config.key(),
                config.ca(),
                config.connectTimeout(),
                config.answerTimeout());
    }
}
