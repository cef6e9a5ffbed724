package io.wardlog.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.config.HostPort;
import io.wardlog.edge.status.StatusSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running agent how it is: exit code 0 when all is well, 1 when something is wrong, 3 when it does not answer. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Asks the running agent how it is, what is wrong and what to do.",
        footer = {
            "",
            "Exit codes: 0 all is well, 1 something is wrong, 2 wrong usage or configuration, 3 no agent answers."
        })
final class StatusCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The agent's YAML configuration")
    private Path file;

    @Option(names = "--json", description = "Prints the agent's own answer")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        HostPort at = EdgeAgentMain.load(file).status().listen();
        JsonNode status = RunningAgent.ask(at)
                .orElseThrow(() -> new IOException("no agent answers at " + at
                        + ". Start it, or look in its log why it ended; `wardlog agent doctor` says what it lacks."));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(status);
        } else {
            print(out, StatusSummary.of(status));
        }
        return status.path("well").asBoolean() ? EdgeAgentMain.OK : EdgeAgentMain.CHECK_FAILED;
    }

    private static void print(PrintWriter out, StatusSummary status) {
        out.println(status.title() + ": " + status.verdict());
        status.findings()
                .forEach(each -> out.printf("  %s: %s. To do: %s.%n", each.code(), each.detail(), each.action()));
        out.println();
        status.lines().forEach(line -> out.printf("%-13s %s%n", line.name(), line.value()));
    }
}
