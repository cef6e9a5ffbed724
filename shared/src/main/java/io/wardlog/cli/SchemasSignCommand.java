package io.wardlog.cli;

import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.release.IndexCheck;
import io.wardlog.schema.release.SignedIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wardlog schemas sign}: signs the index of the product's own schemas. */
@Command(
        name = "sign",
        description = "Signs index.json of the product's own schemas, for maintainers: writes " + SignedIndex.FILE
                + " beside it. A tenant's own types are signed with bundle.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the signature is written",
            "1:a document is not what the index says; nothing was written",
            "2:the command line is wrong, or the index is none of the product's own",
            "3:a file could not be read or written"
        })
final class SchemasSignCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The directory with index.json.")
    private Path directory;

    @Mixin
    private SigningKey key;

    @Override
    public Integer call() throws IOException {
        SchemaSource source = SchemaSource.directory(directory);
        byte[] bytes = source.read(SchemaIndex.FILE);
        SchemaIndex index = SchemaIndex.read(bytes);
        if (index.shared().isEmpty()) {
            throw new IllegalArgumentException(
                    directory + " has a tenant's own types, not the product's: sign it with wardlog schemas bundle");
        }
        List<String> changed = IndexCheck.changed(index, source);
        if (!changed.isEmpty()) {
            changed.forEach(problem -> spec.commandLine().getErr().println("wardlog: " + problem));
            return ExitCodes.BAD_VERDICT;
        }
        SignedIndex signed = SignedIndex.sign(bytes, Instant.now(), key.read());
        Path file = directory.resolve(SignedIndex.FILE);
        Files.write(file, signed.encode());
        spec.commandLine().getOut().print(IndexText.of(signed, index));
        spec.commandLine().getOut().println(file);
        return ExitCodes.OK;
    }
}
