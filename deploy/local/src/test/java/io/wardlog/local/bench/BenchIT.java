package io.wardlog.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmarks with the packaged processes, as short as they can be: what they print is made of what was measured, and nothing is left. */
class BenchIT {
    private static final int USAGE = 2;

    @TempDir
    Path directory;

    private record Said(int exit, String text) {}

    private static Said said(String... words) {
        StringWriter text = new StringWriter();
        CommandLine command =
                BenchMain.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
        return new Said(command.execute(words), text.toString());
    }

    @Test
    void anAgentWithReceiptsIsMeasuredAndNothingIsLeft() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        Path out = directory.resolve("out");
        Path docs = Files.createDirectories(directory.resolve("docs"));
        Path page = Files.writeString(
                docs.resolve("performance.md"),
                "# Costs\n<!-- wardlog bench edge -->\n<!-- end of wardlog bench edge -->\n");
        Said said = said(
                "edge",
                "--only",
                "receipts",
                "--rounds",
                "1",
                "--cold",
                "0ms",
                "--length",
                "500ms",
                "--warm-up",
                "0ms",
                "--connections",
                "2",
                "--in-flight",
                "1",
                "--data-dir",
                data.toString(),
                "--out",
                out.toString(),
                "--write-docs",
                docs.toString());
        assertThat(said.exit()).as(said.text()).isZero();
        assertThat(said.text())
                .contains("round 1: agent with receipts, 1 in flight: ")
                .containsPattern("\\| agent with receipts \\| 1 \\| [1-9][0-9,]* \\| [0-9.]+ \\|")
                .containsPattern("\\| P5 \\| .* \\| [0-9.]+ \\| (yes|no) \\|");
        assertThat(page).content().contains("| agent with receipts | 1 |").contains("# Costs");
        assertThat(docs.resolve("images/bench-edge.svg")).isNotEmptyFile();
        assertThat(out).isDirectoryContaining("glob:**/edge.md").isDirectoryContaining("glob:**/bench-edge.svg");
        assertThat(data).isEmptyDirectory();
        try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
            assertThat(children.map(ProcessHandle::info).map(ProcessHandle.Info::toString))
                    .noneMatch(info -> info.contains(data.toString()));
        }
    }

    @Test
    void whatMakesNoSenseIsRefusedBeforeAnythingIsStarted() {
        assertThat(said("edge", "--rounds", "0").text()).contains("--rounds must be from 1 to 100");
        assertThat(said("edge", "--only", "nobody").text()).contains("--only", "nobody");
        assertThat(said("edge", "--length", "10").text()).contains("'10' is not a duration such as 500ms, 10s or 2m");
        assertThat(said("edge", "--write-docs", directory.toString()).text()).contains("has no performance.md");
        assertThat(said("idle", "--connections", "0").exit()).isEqualTo(USAGE);
        assertThat(said("idle", "--every", "0s").exit()).isEqualTo(USAGE);
        assertThat(said("start", "--starts", "0").exit()).isEqualTo(USAGE);
        assertThat(said("nonsense").exit()).isEqualTo(USAGE);
    }
}
