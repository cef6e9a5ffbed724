package io.wardlog.cli;

import io.wardlog.keys.KeyRing;
import io.wardlog.verify.ExportVerifier;
import io.wardlog.verify.VerificationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wardlog verify}: checks an export (a file, standard input or a collector's API) or an archive. */
@Command(
        name = "verify",
        description = "Checks hashes, chains and proofs of an export or archive and says what it could not check.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every verdict is QUARANTINED or better",
            "1:a verdict is worse",
            "2:the command line is wrong",
            "3:the evidence could not be read to its end"
        })
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Source source;

    @Option(names = "--tenant", description = "With --api: only this tenant.")
    private String tenant;

    @Option(names = "--device", description = "With --api: only this device.")
    private String device;

    @Option(names = "--agent", description = "With --api: only what this agent sent.")
    private String agent;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "With --archive: public keys to trust, as wardlog pki lays them out.")
    private Path keys;

    @Option(
            names = "--s3",
            paramLabel = "FILE",
            description = "With --archive s3://…: endpoint, ca, credentials; the keys of the collector's archive.s3.")
    private Path s3;

    @Option(names = "--json", description = "Writes the report as one JSON object.")
    private boolean json;

    /** Where the evidence comes from: exactly one. */
    static final class Source {
        @Parameters(paramLabel = "FILE", description = "An export (NDJSON, also gzip); - is standard input.")
        private String file;

        @Option(names = "--api", paramLabel = "URL", description = "A collector's API; its export is streamed.")
        private URI api;

        @Option(
                names = "--archive",
                paramLabel = "PLACE",
                description = "A collector's archive: a directory, or s3://bucket/prefix with --s3.")
        private String archive;
    }

    @Override
    public Integer call() throws IOException {
        if (source.archive == null && (keys != null || s3 != null)) {
            throw new IllegalArgumentException("--keys and --s3 go with --archive");
        }
        if (source.api == null && (tenant != null || device != null || agent != null)) {
            throw new IllegalArgumentException("--tenant, --device and --agent go with --api");
        }
        if (source.archive != null) {
            Optional<KeyRing> trusted = keys == null ? Optional.empty() : Optional.of(TrustedKeys.read(keys));
            return finish(ArchiveVerification.verify(source.archive, Optional.ofNullable(s3), trusted), null);
        }
        String name = source.api == null ? source.file : source.api.toString();
        String fault = null;
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        ExportVerifier verifier = new ExportVerifier(name.equals("-") ? "standard input" : name, workers, threads);
        try (InputStream in =
                new ProgressStream(open(), new Terminal(spec.commandLine().getErr()))) {
            verifier.read(in);
        } catch (IOException brokenOff) {
            fault = WardlogMain.sentence(brokenOff);
            verifier.brokenOff(fault);
        } finally {
            workers.shutdownNow();
        }
        return finish(verifier.report(), fault);
    }

    private InputStream open() throws IOException {
        return source.api == null
                ? ExportSource.file(source.file)
                : ExportSource.api(source.api, new ExportSource.Filter(tenant, device, agent));
    }

    private int finish(VerificationReport report, String fault) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? ReportJson.of(report) : ReportText.of(report));
        out.flush();
        if (fault != null) {
            spec.commandLine().getErr().println("wardlog: " + fault);
            return ExitCodes.FAULT;
        }
        return report.verdict().isAcceptable() ? ExitCodes.OK : ExitCodes.BAD_VERDICT;
    }
}
