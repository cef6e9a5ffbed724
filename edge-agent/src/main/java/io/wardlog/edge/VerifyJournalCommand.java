package io.wardlog.edge;

import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.journal.segment.JournalVerifier;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.edge.verify.JournalKeys;
import io.wardlog.edge.verify.JournalReport;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a journal: exit code 0 when every verdict is QUARANTINED or better, else 1. */
@Command(
        name = "verify-journal",
        mixinStandardHelpOptions = true,
        description =
                "Checks a journal: checksums, events, chains, and with a configuration's keys batches and receipts."
                        + " Best on an agent that is stopped: what is being written just now shows as an unfinished end.")
final class VerifyJournalCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Which which;

    /** Which journal. */
    private static final class Which {
        @Option(names = "--config", paramLabel = "FILE", description = "The agent's YAML configuration")
        private Path config;

        @Parameters(paramLabel = "DIR", description = "A journal's directory; signatures are not checked then")
        private Path directory;
    }

    @Override
    public Integer call() throws IOException {
        Optional<EdgeConfig> config = Optional.ofNullable(which.config).map(EdgeAgentMain::load);
        Path directory = config.map(EdgeConfig::journalDirectory).orElse(which.directory);
        if (!Files.isDirectory(directory)) {
            throw new CommandLine.ParameterException(spec.commandLine(), directory + " is no directory");
        }
        PrintWriter out = spec.commandLine().getOut();
        Optional<JournalKeys> keys = config.isPresent() ? Optional.of(keys(config.get())) : Optional.empty();
        long known = config.isPresent() ? snapshotOrdinal(config.get()) : 0; // before: an agent that runs gets on
        JournalReport report = new JournalCheck(new JournalVerifier(directory), keys, out::println).run(known);
        if (report.entries().nextOrdinal() == report.entries().firstOrdinal()) {
            out.printf(
                    "%s: %s holds no entry; an agent's journal is in its dataDir, below journal%n",
                    Verdict.INCOMPLETE, directory);
            return EdgeAgentMain.CHECK_FAILED;
        }
        print(out, report, keys.isPresent());
        return report.verdict().isAcceptable() ? EdgeAgentMain.OK : EdgeAgentMain.CHECK_FAILED;
    }

    private static long snapshotOrdinal(EdgeConfig config) throws IOException {
        return new SnapshotStore(config.snapshotFile(), new FileChannelDisk()).read()
                        instanceof SnapshotStore.Reading.Valid valid
                ? valid.snapshot().ordinal()
                : 0;
    }

    private static JournalKeys keys(EdgeConfig config) throws IOException {
        try {
            return new JournalKeys(
                    TrustedKey.of(PemKeys.readPublic(config.signingPublicKey()), KeyPurpose.AGENT_BATCH),
                    new AnswerCheck(
                            config.identity(),
                            EdgeKeys.collectors(config.collector().receiptPublicKeys())));
        } catch (IllegalArgumentException e) {
            throw new IOException(config.signingPublicKey() + " holds no signing key: " + e.getMessage(), e);
        }
    }

    private static void print(PrintWriter out, JournalReport report, boolean withKeys) {
        out.printf(
                "%s: entries %d to %d, %d events, %d batches, %d receipts%n",
                report.verdict(),
                report.entries().firstOrdinal(),
                report.entries().nextOrdinal() - 1,
                report.events(),
                report.batches(),
                report.receipts());
        out.printf("not sealed yet, could be removed unseen: %d events%n", report.unsealed());
        if (report.entries().cuts() > 0) {
            out.printf(
                    "unfinished writes, never acknowledged: %d%n",
                    report.entries().cuts());
        }
        if (report.skipped() > 0) {
            out.printf("skipped: the events of %d batches are no longer all here%n", report.skipped());
        }
        if (!withKeys) {
            out.println("skipped: signatures (no configuration given)");
        }
    }
}
