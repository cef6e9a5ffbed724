package io.wardlog.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.config.ConfigException;
import io.wardlog.edge.doctor.Diagnosis;
import io.wardlog.edge.doctor.Diagnosis.Level;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tries everything that the agent needs: exit code 0 when nothing failed, 1 when something did, 2 when the configuration cannot be read. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Tries everything that the agent needs, while it runs or not, and says how to fix what fails: configuration, keys,"
                        + " clock, disk and its syncs, ports, each step of the way to the collector. Changes nothing: one file is written beside the"
                        + " journal to measure syncs, and removed; free ports are opened for a moment.",
        footer = {
            "",
            "Exit codes: 0 nothing failed (there may be warnings), 1 a check failed, 2 wrong usage or configuration, 3 a fault."
        })
final class DoctorCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The agent's YAML configuration")
    private Path file;

    @Option(names = "--json", description = "Prints one JSON document")
    private boolean json;

    private final List<Diagnosis> all = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        int worst = EdgeAgentMain.CHECK_FAILED;
        try {
            new Doctor(EdgeAgentMain.load(file)).examine(this::say);
        } catch (ConfigException wrong) {
            worst = EdgeAgentMain.BAD_CONFIGURATION;
            wrong.problems()
                    .forEach(problem -> say(Diagnosis.failed(
                            "configuration",
                            file + ": " + problem,
                            "correct it; docs/configuration.md has every key")));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(report());
        } else {
            out.printf("%d of %d checks failed, %d warnings%n", count(Level.FAILED), all.size(), count(Level.WARNING));
        }
        return count(Level.FAILED) > 0 ? worst : EdgeAgentMain.OK;
    }

    private void say(Diagnosis diagnosis) {
        all.add(diagnosis);
        if (json) {
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-8s %-18s %s%n", diagnosis.level(), diagnosis.check(), diagnosis.found());
        if (!diagnosis.fix().isEmpty()) {
            out.printf("%-8s %-18s fix: %s%n", "", "", diagnosis.fix());
        }
        out.flush();
    }

    private long count(Level level) {
        return all.stream().filter(each -> each.level() == level).count();
    }

    private ObjectNode report() {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("failed", count(Level.FAILED));
        report.put("warnings", count(Level.WARNING));
        ArrayNode checks = report.putArray("checks");
        all.forEach(each -> checks.add(each.toJson()));
        return report;
    }
}
