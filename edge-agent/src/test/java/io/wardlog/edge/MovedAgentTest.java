package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A data directory and a configuration that are not of one agent. */
@Timeout(120)
class MovedAgentTest {

    @TempDir
    Path directory;

    private AgentFixture fixture;

    @BeforeEach
    void anAgentHasRunHere() throws Exception {
        fixture = new AgentFixture(directory);
        SigningCollector collector = fixture.collector();
        EdgeAgent agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> {});
        agent.start();
        agent.stop();
    }

    private Map<String, String> dataFiles() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var all = Files.walk(directory.resolve("data"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        file + " " + Files.getLastModifiedTime(file),
                        Sha256.of(Files.readAllBytes(file)).hex());
            }
        }
        return files;
    }

    private record Ended(int exit, String errors) {}

    private Ended run(String command) {
        StringWriter errors = new StringWriter();
        CommandLine line =
                EdgeAgentMain.commandLine().setErr(new PrintWriter(errors)).setOut(new PrintWriter(new StringWriter()));
        int exit = line.execute(command, "--config", fixture.configFile.toString());
        return new Ended(exit, errors.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "tenantId: acme, tenantId: other",
        "hospitalId: st-mary, hospitalId: st-john",
        "agentId: gateway-1, agentId: gateway-2"
    })
    void itIsRefusedWithWhatIsWrongAndNothingIsTouched(String was, String is) throws Exception {
        Files.writeString(
                fixture.configFile, Files.readString(fixture.configFile).replace(was, is));
        Map<String, String> before = dataFiles();
        assertThat(before).isNotEmpty();
        Ended ended = run("run");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.errors())
                .contains("holds the journal of agent gateway-1 of tenant acme, hospital st-mary")
                .contains("empty dataDir");
        assertThat(run("check-config").exit()).isEqualTo(2);
        assertThat(dataFiles()).isEqualTo(before);
    }

    @Test
    void theAgentsOwnJournalIsNoProblem() {
        assertThat(run("check-config").errors()).isEmpty();
        assertThat(run("check-config").exit()).isZero();
    }
}
