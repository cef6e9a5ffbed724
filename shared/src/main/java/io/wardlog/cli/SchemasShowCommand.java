package io.wardlog.cli;

import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wardlog schemas show}: tells what is in a bundle, and whether it would be loaded. */
@Command(
        name = "show",
        description = "Tells what is in a registry bundle and whether its schemas can be loaded; with --public-key also"
                + " whether it is signed by that key.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is a bundle that can be loaded",
            "1:it is not signed by --public-key",
            "2:the command line is wrong, or the file is no bundle that can be loaded",
            "3:a file could not be read"
        })
final class SchemasShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The bundle.")
    private Path file;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "The registry key that must have signed it (PEM).")
    private Path publicKey;

    @Override
    public Integer call() throws IOException {
        SignedBundle signed = read(file);
        SchemaRegistry.builtIn().with(signed.bundle().collection());
        spec.commandLine().getOut().print(BundleText.of(signed));
        if (publicKey == null) {
            spec.commandLine().getOut().println("signature   not checked: give --public-key");
            return ExitCodes.OK;
        }
        TrustedKey key = TrustedKey.of(PemKeys.readPublic(publicKey), KeyPurpose.SCHEMA_REGISTRY);
        boolean holds = signed.isSignedBy(new KeyRing(List.of(key)));
        spec.commandLine().getOut().println("signature   " + (holds ? "holds" : "is not that key's"));
        return holds ? ExitCodes.OK : ExitCodes.BAD_VERDICT;
    }

    /** @throws InvalidSchemaException when the file is no bundle */
    static SignedBundle read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(SignedBundle.MAX_BYTES + 1);
        }
        SignedBundle.Reading reading = SignedBundle.decode(bytes);
        if (reading instanceof SignedBundle.Reading.Refused refused) {
            throw new InvalidSchemaException(file + ": " + refused.detail());
        }
        return ((SignedBundle.Reading.Value) reading).signed();
    }
}
