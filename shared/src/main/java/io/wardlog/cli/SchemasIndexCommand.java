package io.wardlog.cli;

import io.wardlog.event.Identifiers;
import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wardlog schemas index}: brings {@code index.json} up to the documents beside it. */
@Command(
        name = "index",
        description =
                "Brings index.json up to the documents of the directory: a new one becomes a draft, an edited draft gets its new"
                        + " hash; a released one that was edited is refused.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the index is up to date",
            "1:a released document was edited or is gone; nothing was written",
            "2:the command line, the index or a document is wrong"
        })
final class SchemasIndexCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The directory: <eventType>/<version>.json and index.json.")
    private Path directory;

    @Option(
            names = "--activate",
            paramLabel = "TYPE:VERSION",
            description = "Releases a draft; from then on it stays as it is. Repeatable.")
    private List<String> activated = List.of();

    @Option(
            names = "--deprecate",
            paramLabel = "TYPE:VERSION",
            description = "Marks a version as one to be left. Repeatable.")
    private List<String> deprecated = List.of();

    @Option(
            names = "--rewrite-released",
            description = "Takes over released documents that were edited. Only for what no agent has ever loaded.")
    private boolean rewriteReleased;

    @Override
    public Integer call() throws IOException {
        Map<String, SchemaStatus> statuses = new HashMap<>();
        activated.forEach(name -> statuses.put(schemaRef(name), SchemaStatus.ACTIVE));
        deprecated.forEach(name -> statuses.put(schemaRef(name), SchemaStatus.DEPRECATED));
        IndexUpdate update = IndexUpdate.of(directory, statuses);
        if (!update.problems().isEmpty() && !rewriteReleased) {
            update.problems().forEach(problem -> spec.commandLine().getErr().println("wardlog: " + problem));
            return ExitCodes.BAD_VERDICT;
        }
        Path file = directory.resolve(SchemaIndex.FILE);
        Files.writeString(file, update.index().text());
        spec.commandLine()
                .getOut()
                .println(file + ": " + update.index().events().size() + " documents");
        return ExitCodes.OK;
    }

    private static String schemaRef(String name) {
        int colon = name.indexOf(':');
        String version = name.substring(colon + 1);
        if (colon < 0 || !Identifiers.isEventType(name.substring(0, colon)) || !version.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("not an event type and its version, as in infusion.started:1: " + name);
        }
        return Identifiers.schemaRef(name.substring(0, colon), Integer.parseInt(version));
    }
}
