package io.wardlog.cli;

import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code wardlog pki}: a development certificate authority in a directory. */
@Command(
        name = "pki",
        description = "Makes a development certificate authority and keys for agents, collectors, tenants, registries,"
                + " legal holds and devices.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class PkiCommand {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--days",
            description = "How many days the certificate holds (default: ${DEFAULT-VALUE}).",
            defaultValue = "365",
            scope = ScopeType.INHERIT)
    private int days;

    @Command(name = "init", description = "Makes the authority: ca.pem and ca.key.", mixinStandardHelpOptions = true)
    int init(@Parameters(paramLabel = "DIR", description = "The authority's directory.") Path directory)
            throws IOException {
        DevelopmentPki.create(directory, validity());
        return done(directory);
    }

    @Command(
            name = "agent",
            description = "Makes an agent's TLS certificate and signing key.",
            mixinStandardHelpOptions = true)
    int agent(
            @Parameters(paramLabel = "DIR", description = "The authority's directory.") Path directory,
            @Option(names = "--tenant", required = true, description = "Its tenant's id.") String tenant,
            @Option(names = "--hospital", required = true, description = "Its hospital's id.") String hospital,
            @Option(names = "--agent", required = true, description = "Its own id.") String agent,
            @Option(names = "--host", description = "A DNS name or address that devices reach it at; repeatable.")
                    List<String> hosts)
            throws IOException {
        DevelopmentPki.AgentName name = new DevelopmentPki.AgentName(tenant, hospital, agent);
        return done(DevelopmentPki.open(directory).agent(name, orNone(hosts), validity()));
    }

    @Command(
            name = "collector",
            description = "Makes the collector's TLS certificate and receipt key.",
            mixinStandardHelpOptions = true)
    int collector(
            @Parameters(paramLabel = "DIR", description = "The authority's directory.") Path directory,
            @Option(
                            names = "--name",
                            defaultValue = "collector",
                            description = "Its directory, for one of several: collector-2 (default: ${DEFAULT-VALUE}).")
                    String name,
            @Option(names = "--host", description = "A DNS name or address that agents reach it at; repeatable.")
                    List<String> hosts)
            throws IOException {
        return done(DevelopmentPki.open(directory).collector(name, orNone(hosts), validity()));
    }

    @Command(name = "tenant", description = "Makes a tenant's seal key.", mixinStandardHelpOptions = true)
    int tenant(
            @Parameters(paramLabel = "DIR", description = "The authority's directory.") Path directory,
            @Option(names = "--tenant", required = true, description = "The tenant's id.") String tenant)
            throws IOException {
        return done(DevelopmentPki.open(directory).tenant(tenant));
    }

    @Command(
            name = "registry",
            description = "Makes the key that signs a tenant's registry bundles.",
            mixinStandardHelpOptions = true)
    int registry(
            @Parameters(paramLabel = "DIR", description = "The authority's directory.") Path directory,
            @Option(names = "--tenant", required = true, description = "The tenant's id.") String tenant)
            throws IOException {
        return done(DevelopmentPki.open(directory).registry(tenant));
    }

    @Command(
            name = "hold",
            description = "Makes the key of one who may set and release legal holds.",
            mixinStandardHelpOptions = true)
    int hold(
            @Parameters(paramLabel = "DIR", description = "The authority's directory.") Path directory,
            @Option(
                            names = "--name",
                            defaultValue = "legal",
                            description = "His directory below holds (default: ${DEFAULT-VALUE}).")
                    String name)
            throws IOException {
        return done(DevelopmentPki.open(directory).hold(name));
    }

    @Command(
            name = "release",
            description = "Makes the key that signs the product's own schemas, for maintainers. It needs no authority.",
            mixinStandardHelpOptions = true)
    int release(@Parameters(paramLabel = "DIR", description = "Where the key is written.") Path directory)
            throws IOException {
        return done(DevelopmentPki.release(directory));
    }

    @Command(name = "device", description = "Makes a device's TLS certificate.", mixinStandardHelpOptions = true)
    int device(
            @Parameters(paramLabel = "DIR", description = "The authority's directory.") Path directory,
            @Option(names = "--tenant", required = true, description = "Its tenant's id.") String tenant,
            @Option(names = "--device", required = true, description = "Its own id.") String device)
            throws IOException {
        return done(DevelopmentPki.open(directory).device(tenant, device, validity()));
    }

    private Validity validity() {
        if (days < 1 || days > 36_500) {
            throw new IllegalArgumentException("--days must be 1 to 36500");
        }
        return Validity.starting(Instant.now(), Duration.ofDays(days));
    }

    private int done(Path written) {
        spec.commandLine().getOut().println(written);
        return ExitCodes.OK;
    }

    private static List<String> orNone(List<String> hosts) {
        return hosts == null ? List.of() : hosts;
    }
}
