package io.wardlog.cli;

import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.release.IndexCheck;
import io.wardlog.schema.release.IndexCheck.Result;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wardlog schemas verify}: whether the product's own schemas are those that the maintainers signed. */
@Command(
        name = "verify",
        description =
                "Checks the product's own schemas: that index.json is signed by a key which you have from elsewhere, and"
                        + " that every document has its hash in the index.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the key signed the index, and every document is of its hash",
            "1:it did not, or one is not",
            "2:the command line is wrong",
            "3:a file could not be read"
        })
final class SchemasVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR|JAR",
            description = "A directory with index.json, or a jar of Wardlog's schemas (default: this program's own).")
    private Path place;

    @Option(
            names = "--public-key",
            required = true,
            paramLabel = "FILE",
            description = "The maintainers' public key (PEM); take it from where these schemas do not come from.")
    private Path publicKey;

    @Override
    public Integer call() throws IOException {
        TrustedKey key = TrustedKey.of(PemKeys.readPublic(publicKey), KeyPurpose.SCHEMA_RELEASE);
        if (place == null) {
            return told(IndexCheck.check(SchemaSource.classPath(), key));
        }
        if (!Files.exists(place)) {
            throw new NoSuchFileException(place.toString());
        }
        if (Files.isDirectory(place)) {
            return told(IndexCheck.check(SchemaSource.directory(place), key));
        }
        if (!place.toString().endsWith(".jar")) {
            throw new IllegalArgumentException(place + " is neither a directory nor a jar");
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return told(IndexCheck.check(SchemaSource.directory(jar.getPath(SchemaSource.ROOT)), key));
        }
    }

    private int told(Result result) {
        if (result instanceof Result.Refused refused) {
            refused.problems().forEach(problem -> spec.commandLine().getErr().println("wardlog: " + problem));
            return ExitCodes.BAD_VERDICT;
        }
        Result.Genuine genuine = (Result.Genuine) result;
        spec.commandLine().getOut().print(IndexText.of(genuine.signed(), genuine.index()));
        spec.commandLine()
                .getOut()
                .println("documents   " + genuine.index().documents().size() + ", each of its hash");
        spec.commandLine().getOut().println("signature   holds");
        return ExitCodes.OK;
    }
}
