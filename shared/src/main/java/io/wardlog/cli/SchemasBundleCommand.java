package io.wardlog.cli;

import io.wardlog.event.Identifiers;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.Succession;
import io.wardlog.schema.bundle.BundleMaker;
import io.wardlog.schema.bundle.RegistryBundle;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wardlog schemas bundle}: signs a tenant's own types for its agents. */
@Command(
        name = "bundle",
        description =
                "Makes the signed bundle of a tenant's own types, which collectors hand out to the tenant's agents.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the bundle is written",
            "1:its schemas may not follow those of --previous; nothing was written",
            "2:the command line or a document is wrong",
            "3:a file could not be read or written"
        })
final class SchemasBundleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The directory: <eventType>/<version>.json and index.json.")
    private Path directory;

    @Option(names = "--tenant", required = true, description = "Whose types these are.")
    private String tenant;

    @Option(
            names = {"--bundle-version", "--version"},
            required = true,
            paramLabel = "N",
            description = "The bundle's number: higher than that of every bundle before it.")
    private long version;

    @Mixin
    private SigningKey key;

    @Option(
            names = "--previous",
            paramLabel = "FILE",
            description = "The bundle in force, which the new one is to follow: it is checked that it may.")
    private Path previous;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the bundle is written.")
    private Path out;

    // The standard options, but for --version, which was the bundle's number first.
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    boolean isHelpWanted;

    @Option(names = "-V", versionHelp = true, description = "Print version information and exit.")
    boolean isProgramsVersionWanted;

    @Override
    public Integer call() throws IOException {
        if (!Identifiers.isTenantOrHospital(tenant) || version < 1) {
            throw new IllegalArgumentException("--tenant must be a tenant's id, --bundle-version 1 or more");
        }
        BundleMaker maker = new BundleMaker(SchemaSource.directory(directory));
        List<Succession.Finding> findings = previous == null ? List.of() : follow(maker.collection());
        if (!findings.isEmpty()) {
            findings.forEach(finding -> spec.commandLine().getErr().println("wardlog: " + finding));
            return ExitCodes.BAD_VERDICT;
        }
        SignedBundle signed = maker.make(tenant, version, Instant.now(), key.read());
        write(signed.encode());
        spec.commandLine().getOut().print(BundleText.of(signed));
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }

    private List<Succession.Finding> follow(SchemaCollection collection) throws IOException {
        RegistryBundle before = SchemasShowCommand.read(previous).bundle();
        if (!before.tenantId().equals(tenant) || before.registryVersion() >= version) {
            throw new IllegalArgumentException("--previous is version " + before.registryVersion() + " of tenant "
                    + before.tenantId() + ": the new one must be of the same tenant and have a higher number");
        }
        return Succession.between(before.collection(), collection);
    }

    /** As a whole, with the usual permissions: a collector of another user that looks at this moment reads the old or the new one. */
    private void write(byte[] bytes) throws IOException {
        Path temporary = out.resolveSibling(out.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try {
            Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(temporary, out, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
