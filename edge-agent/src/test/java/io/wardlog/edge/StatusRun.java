package io.wardlog.edge;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code wardlog agent status} printed, and its exit code. */
record StatusRun(int exitCode, String text) {

    /** Runs it against the agent of that configuration. */
    static StatusRun of(Path configFile, String... options) {
        StringWriter text = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("status", "--config", configFile.toString()));
        arguments.addAll(List.of(options));
        int exitCode = EdgeAgentMain.commandLine()
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(arguments.toArray(String[]::new));
        return new StatusRun(exitCode, text.toString());
    }
}
