package io.wardlog.edge;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.config.HostPort;
import io.wardlog.edge.status.DeviceSummary;
import io.wardlog.edge.status.StatusSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    @Option(
            names = "--devices",
            description = "Shows the devices instead, those with something wrong first; with --json all of them")
    private boolean devices;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Shows at most so many devices (${DEFAULT-VALUE})")
    private int limit;

    @Option(names = "--device", paramLabel = "ID", description = "Shows this device only, and everything about it")
    private Optional<String> device = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (limit < 0) {
            throw wrong("--limit is 0 or more");
        }
        HostPort at = EdgeAgentMain.load(file).status().listen();
        JsonNode status = answered(at, RunningAgent.ask(at));
        if (device.isPresent()) {
            one(answered(at, RunningAgent.askDevices(at)), device.get());
        } else if (devices) {
            all(StatusSummary.of(status), answered(at, RunningAgent.askDevices(at)));
        } else if (json) {
            out().println(status);
        } else {
            head(StatusSummary.of(status));
            lines(StatusSummary.of(status).lines());
        }
        return status.path("well").asBoolean() ? EdgeAgentMain.OK : EdgeAgentMain.CHECK_FAILED;
    }

    private static JsonNode answered(HostPort at, Optional<JsonNode> answer) throws IOException {
        return answer.orElseThrow(() -> new IOException("no agent answers at " + at
                + ". Start it, or look in its log why it ended; `wardlog agent doctor` says what it lacks."));
    }

    private void one(JsonNode answer, String deviceId) {
        JsonNode found = DeviceSummary.device(answer, deviceId)
                .orElseThrow(() -> wrong("the device directory of this gateway has no " + deviceId));
        if (json) {
            out().println(found);
        } else {
            lines(DeviceSummary.lines(found));
        }
    }

    private void all(StatusSummary status, JsonNode answer) {
        if (json) {
            out().println(answer);
            return;
        }
        DeviceSummary shown = DeviceSummary.of(answer, limit);
        head(status);
        out().println(shown.counts());
        shown.textLines().forEach(out()::println);
        if (shown.more() > 0) {
            out().println("… and " + shown.more() + " more; --limit N shows more, --device ID one, --json all");
        }
    }

    private void head(StatusSummary status) {
        out().println(status.title() + ": " + status.verdict());
        status.findings()
                .forEach(each -> out().printf("  %s: %s. To do: %s.%n", each.code(), each.detail(), each.action()));
        out().println();
    }

    private void lines(List<StatusSummary.Line> lines) {
        lines.forEach(line -> out().printf("%-13s %s%n", line.name(), line.value()));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
