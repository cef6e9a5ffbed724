package io.wardlog.local.bench;

import io.wardlog.local.Modules;
import io.wardlog.local.Scratch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that all benchmarks have. */
final class BenchOptions {
    static final String PAGE = "performance.md";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Below it the contenders keep their files until the end; on a disk, for a sync in memory costs nothing"
                            + " (target in the source tree)")
    private Path dataDirectory;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where table and picture go (target/bench in the source tree)")
    private Path out;

    @Option(
            names = "--write-docs",
            paramLabel = "DIR",
            description =
                    "Also write the table into DIR/performance.md, between its marks, and the picture into DIR/images")
    private Path docs;

    @Option(
            names = "--agent-flag",
            paramLabel = "FLAG",
            description = "A flag for the agent's JVM behind the launcher's; may be repeated")
    private List<String> agentFlags = new ArrayList<>();

    /** What the launcher gives an agent, and what was asked for. */
    List<String> agentFlags(String heap) {
        List<String> flags = new ArrayList<>(List.of("-Xmx" + heap));
        flags.addAll(agentFlags);
        return flags;
    }

    /** A new directory for everything that goes at the end. */
    Scratch scratch(Modules modules) throws IOException {
        Path below = dataDirectory == null ? modules.home().resolve("target") : dataDirectory.toAbsolutePath();
        Files.createDirectories(below);
        Scratch scratch = new Scratch(Files.createTempDirectory(below, "bench-"));
        Setting setting = Setting.of(scratch.directory());
        if (setting.isInMemory()) {
            spec.commandLine()
                    .getErr()
                    .println("wardlog bench: " + below + " is in memory (" + setting.fileSystem()
                            + "), where a sync costs nothing: name a directory on a disk with --data-dir");
        }
        return scratch;
    }

    /** Refuses docs without the page, before anything is run. */
    void check() {
        require(docs == null || Files.exists(docs.resolve(PAGE)), "--write-docs: " + docs + " has no " + PAGE);
    }

    /** Says on standard error what is done now. */
    void progress(String what) {
        spec.commandLine().getErr().println("wardlog bench: " + what);
        spec.commandLine().getErr().flush();
    }

    void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    /** Prints the page, and writes it where it was asked for; {@code svg} may be empty. */
    void publish(Modules modules, String name, String page, String svg) throws IOException {
        PrintWriter said = spec.commandLine().getOut();
        said.println(page);
        Path directory = Files.createDirectories(out == null ? modules.home().resolve("target/bench") : out);
        Files.writeString(directory.resolve(name + ".md"), page);
        String picture = "bench-" + name + ".svg";
        if (!svg.isEmpty()) {
            Files.writeString(directory.resolve(picture), svg);
        }
        if (docs != null) {
            new DocsPage(docs.resolve(PAGE)).replace("wardlog bench " + name, page);
            if (!svg.isEmpty()) {
                Files.writeString(
                        Files.createDirectories(docs.resolve("images")).resolve(picture), svg);
            }
        }
        said.println("written: " + directory.resolve(name + ".md") + (svg.isEmpty() ? "" : ", " + picture)
                + (docs == null ? "" : ", " + docs.resolve(PAGE)));
        said.flush();
    }
}
