package io.wardlog.edge;

import io.wardlog.cli.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Everything that {@code wardlog agent} can be asked: to run, to check its configuration, its journal or everything around it, to ask a running one, to start one on trial. */
@Command(
        name = "wardlog agent",
        mixinStandardHelpOptions = true,
        description =
                "Takes the messages of devices, writes them down durably and chained, and brings them to the collector.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StatusCommand.class, DoctorCommand.class, VerifyJournalCommand.class, RehearseCommand.class})
final class AgentCommand implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    static CommandLine commandLine() {
        return Version.saidBy(new CommandLine(new AgentCommand()))
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> EdgeAgentMain.failed(failure, command.getErr()::println));
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
        return new PlainRun(file, stopOnEnd).run(spec.commandLine().getErr()::println);
    }

    @Command(
            name = "check-config",
            mixinStandardHelpOptions = true,
            description = "Reads the configuration and everything that it names, and says what is wrong.")
    int checkConfig(
            @Option(names = "--config", required = true, paramLabel = "FILE", description = "The YAML configuration")
                    Path file) {
        CheckConfig check = new CheckConfig(EdgeAgentMain.load(file));
        List<String> problems = new ArrayList<>(check.problems());
        problems.addAll(check.outOfTime());
        if (!problems.isEmpty()) {
            PlainRun.say(file, problems, spec.commandLine().getErr()::println);
            return EdgeAgentMain.BAD_CONFIGURATION;
        }
        spec.commandLine().getOut().println("ok: " + file);
        return EdgeAgentMain.OK;
    }
}
