package io.wardlog.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.cli.git.CheckedCommits;
import io.wardlog.cli.git.GitRepository;
import io.wardlog.cli.git.SignedCommits;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schema.Compatibility;
import io.wardlog.schema.CompatibilityCheck;
import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.Succession;
import io.wardlog.schema.Succession.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wardlog schemas check}: whether schemas may follow others, and whether those who changed them were allowed to. */
@Command(
        name = "check",
        description = {
            "Checks whether NEW may follow OLD: two payload schemas, or two directories with an index.json each.",
            "With --git: whether every commit that touches the schemas is signed by a listed key; and, with --base, whether HEAD's schemas"
                    + " may follow those of REV."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it may, and everything is signed",
            "1:it may not, it cannot be shown, or a commit is not signed by a listed key",
            "2:the command line or a document is wrong",
            "3:a file or the repository could not be read"
        })
final class SchemasCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "OLD", description = "The schema or the directory that is in force.")
    private Path older;

    @Parameters(arity = "0..1", paramLabel = "NEW", description = "The one that is to follow it.")
    private Path newer;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description =
                    "For two schemas: backward, forward or full (default: backward). Directories have it in their index.")
    private String rule;

    @Option(names = "--git", paramLabel = "REPO", description = "Checks the commits of this repository.")
    private Path repository;

    @Option(
            names = "--allowed-signers",
            paramLabel = "FILE",
            description = "With --git: who may sign, as in ssh-keygen(1), ALLOWED SIGNERS.")
    private Path allowedSigners;

    @Option(
            names = "--base",
            paramLabel = "REV",
            description = "With --git: only commits after this one; without it all since the first.")
    private String base;

    @Option(
            names = "--path",
            paramLabel = "DIR",
            description = "With --git: the directory of schemas in the repository (default: ${DEFAULT-VALUE}).",
            defaultValue = "schemas/src/main/resources/io/wardlog/schemas")
    private String path;

    @Option(names = "--json", description = "Writes the result as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        CheckResult result = repository != null ? commits() : documents();
        spec.commandLine().getOut().print(json ? result.json() : result.text());
        spec.commandLine().getOut().flush();
        return result.isGood() ? ExitCodes.OK : ExitCodes.BAD_VERDICT;
    }

    private CheckResult documents() throws IOException {
        if (older == null || newer == null || allowedSigners != null || base != null) {
            throw new IllegalArgumentException("give OLD and NEW, or --git REPO with --allowed-signers FILE");
        }
        if (Files.isDirectory(older) != Files.isDirectory(newer)) {
            throw new IllegalArgumentException("OLD and NEW must be two documents or two directories");
        }
        if (!Files.isDirectory(older)) {
            return new CheckResult(twoDocuments(), Optional.empty());
        }
        if (rule != null) {
            throw new IllegalArgumentException("--rule is for two documents; directories have it in their index");
        }
        SchemaCollection before = SchemaCollection.load(SchemaSource.directory(older));
        SchemaCollection after = SchemaCollection.load(SchemaSource.directory(newer));
        return new CheckResult(Succession.between(before, after), Optional.empty());
    }

    private List<Finding> twoDocuments() throws IOException {
        Compatibility wanted = Compatibility.fromWireName(rule == null ? "backward" : rule.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new IllegalArgumentException("--rule must be backward, forward or full"));
        String name = newer.toString();
        return CompatibilityCheck.check(wanted, read(older), read(newer)).stream()
                .map(reason -> new Finding(name, reason))
                .toList();
    }

    private static JsonNode read(Path file) throws IOException {
        JsonReading reading = StrictJson.read(Files.readAllBytes(file), JsonLimits.DOCUMENT);
        if (reading instanceof JsonReading.Value value && value.node().isObject()) {
            return value.node();
        }
        throw new InvalidSchemaException(file + " is no JSON Schema");
    }

    private CheckResult commits() throws IOException, InterruptedException {
        if (allowedSigners == null || older != null || rule != null) {
            throw new IllegalArgumentException("--git REPO needs --allowed-signers FILE, and neither OLD nor --rule");
        }
        GitRepository git = new GitRepository(repository, allowedSigners);
        CheckedCommits commits = new SignedCommits(git, path).check(Optional.ofNullable(base));
        List<Finding> findings = new ArrayList<>();
        if (base != null) {
            SchemaCollection before = SchemaCollection.load(git.source(git.commit(base), path));
            SchemaCollection after = SchemaCollection.load(git.source(git.commit("HEAD"), path));
            findings.addAll(Succession.between(before, after));
        }
        return new CheckResult(findings, Optional.of(commits));
    }
}
