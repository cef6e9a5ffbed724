package io.wardlog.collector.avro;

import io.wardlog.cli.SchemasSubcommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wardlog schemas avro}: writes the Avro schemas, and an export's events in that form. */
@Command(
        name = "avro",
        description =
                "Writes an Avro schema for every released version of an event type, and the events of an export as"
                        + " Avro files if asked.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything is written",
            "1:some lines of the export are in no Avro file; the output says how many and why",
            "3:a file could not be read or written"
        })
public final class AvroCommand implements SchemasSubcommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where to: <eventType>/<version>.avsc, and .avro beside it.")
    private Path directory;

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "An export (GET /v1/export) to turn into Avro files.")
    private Optional<Path> export = Optional.empty();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        AvroFiles files = new AvroFiles(directory);
        out.println(files.writeSchemas() + " schemas in " + directory);
        if (export.isEmpty()) {
            return 0;
        }
        AvroFiles.Tally tally = files.writeEvents(export.get());
        out.println(tally.written() + " events written; left out: " + tally.sealed() + " sealed, " + tally.quarantined()
                + " quarantined, " + tally.misfits() + " that fit no schema");
        return tally.isComplete() ? 0 : 1;
    }
}
