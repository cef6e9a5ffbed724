package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainRunTest {

    @TempDir
    private Path directory;

    @Test
    void readsTheWordsThatServicesAreStartedWith() {
        assertThat(PlainRun.of(words("run --config a.yaml"))).hasValue(new PlainRun(Path.of("a.yaml"), false));
        assertThat(PlainRun.of(words("run --config a.yaml --stop-on-stdin-eof")))
                .hasValue(new PlainRun(Path.of("a.yaml"), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run --help",
                "run --config",
                "run --config=a.yaml",
                "run --config --stop-on-stdin-eof",
                "run --config @words",
                "run --config \"a.yaml\"",
                "run --config a\0.yaml",
                "run --stop-on-stdin-eof --config a.yaml",
                "run --config a.yaml b.yaml",
                "run --config a.yaml --version",
                "check-config --config a.yaml"
            })
    void leavesAllOtherWordsToTheLibrary(String words) {
        assertThat(PlainRun.of(words(words))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"agentId: gateway-1\n", "agentId: [", "nonsense: true\n"})
    void saysWhatTheLibrarysCommandSays(String yaml) throws Exception {
        Path config = Files.writeString(directory.resolve("agent.yaml"), yaml);
        StringWriter plain = new StringWriter();
        StringWriter library = new StringWriter();

        int plainCode = new PlainRun(config, false).execute(new PrintWriter(plain)::println);
        int libraryCode = EdgeAgentMain.commandLine()
                .setErr(new PrintWriter(library))
                .execute("run", "--config", config.toString());

        assertThat(plainCode).isEqualTo(libraryCode).isEqualTo(EdgeAgentMain.BAD_CONFIGURATION);
        assertThat(plain).hasToString(library.toString()).isNotEqualTo("");
    }

    private static String[] words(String words) {
        return words.split(" ");
    }
}
