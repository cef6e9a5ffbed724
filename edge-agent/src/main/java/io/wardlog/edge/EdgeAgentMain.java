package io.wardlog.edge;

import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.ListenFailure;
import io.wardlog.error.FileFailure;
import io.wardlog.log.LogSettings;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * {@code wardlog agent}: runs the edge agent, or any other of its {@linkplain AgentCommand commands}. Exit codes: 0 done, 1 a check failed, 2 usage or
 * configuration, 3 fault.
 */
public final class EdgeAgentMain {

    static final int OK = 0;
    static final int CHECK_FAILED = 1;
    static final int BAD_CONFIGURATION = 2;
    static final int FAULT = 3;

    private EdgeAgentMain() {}

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
        System.exit(problems.isEmpty() ? execute(args) : BAD_CONFIGURATION);
    }

    private static int execute(String[] args) {
        Optional<PlainRun> run = PlainRun.of(args);
        return run.isPresent()
                ? run.get().execute(System.err::println)
                : commandLine().execute(args);
    }

    /** Takes about as long as all else until the ports are open: side by side, and without a logger before it, which takes its time as well. */
    private static void compileSchemas() {
        Thread schemas = new Thread(SchemaRegistry::builtIn, "wardlog-schemas");
        schemas.setDaemon(true);
        schemas.start();
    }

    static CommandLine commandLine() {
        return AgentCommand.commandLine();
    }

    /** Says what went wrong; its exit code. */
    static int failed(Exception failure, Consumer<String> err) {
        err.accept(message(failure));
        if (!(failure instanceof ConfigException) && !(failure instanceof IOException)) {
            Logger log = LoggerFactory.getLogger(EdgeAgentMain.class);
            log.atError().setCause(failure).log("agent_failed");
        }
        return failure instanceof ConfigException ? BAD_CONFIGURATION : FAULT;
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

    static EdgeConfig load(Path file) {
        return ConfigLoader.load(EdgeConfig.class, file, System.getenv(), EdgeConfig.ENVIRONMENT_PREFIX);
    }
}
