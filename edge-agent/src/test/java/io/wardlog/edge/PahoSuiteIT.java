package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Eclipse Paho interoperability suite, which is not part of this repository, against a real agent: each test ends as the table in
 * docs/mqtt-conformance.md says. {@code -Dwardlog.paho.suite} names its directory {@code interoperability}.
 */
@EnabledIfSystemProperty(named = "wardlog.paho.suite", matches = ".+")
class PahoSuiteIT {

    private static final Path PAGE = Path.of("../docs/mqtt-conformance.md");
    private static final Path DRIVER = Path.of("src/test/python/paho_suite.py");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(client_test5?)\\.(\\w+)` \\| (passes|does not apply)");
    private static final Pattern TEST = Pattern.compile("(?m)^    def (\\w*test\\w*)\\(self\\)");

    private final Path suite = Path.of(System.getProperty("wardlog.paho.suite"));

    @TempDir
    Path directory;

    /** One test of the suite, and what the page says of it. */
    record Row(String module, String test, boolean passes) {
        @Override
        public String toString() {
            return module + "." + test;
        }
    }

    static Stream<Row> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> new Row(row.group(1), row.group(2), row.group(3).equals("passes")));
    }

    @Test
    void thePageHasEachTestOfTheSuite() throws IOException {
        for (String module : Set.of("client_test", "client_test5")) {
            Stream<String> tests = TEST.matcher(Files.readString(suite.resolve(module + ".py")))
                    .results()
                    .map((MatchResult test) -> test.group(1));
            assertThat(rows().filter(row -> row.module().equals(module)).map(Row::test))
                    .containsExactlyInAnyOrderElementsOf(tests.toList());
        }
    }

    /** What may pass is tried again: a client of the suite goes on sending while it is told goodbye, and a reset may overtake that. */
    @ParameterizedTest
    @MethodSource("rows")
    void endsAsThePageSays(Row row) throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        fixture.configure(
                "mqtt: {ports: {plain: \"127.0.0.1:0\", tls: \"127.0.0.1:0\"}}",
                "mqtt: {maxKeepAlive: 60s, ports: {plain: \"127.0.0.1:0\"}}");
        try (AgentProcess agent = AgentProcess.start(fixture)) {
            Run run = run(row, agent.port("mqtt"));
            for (int again = 0; again < 2 && row.passes() && !run.passed(); again++) {
                run = run(row, agent.port("mqtt"));
            }
            assertThat(run.passed()).as(run.output()).isEqualTo(row.passes());
        }
    }

    /** How one run of one test ended. */
    private record Run(boolean passed, String output) {}

    private Run run(Row row, int port) throws Exception {
        List<String> command = List.of(
                "python3",
                DRIVER.toString(),
                suite.toString(),
                row.module(),
                row.test(),
                Integer.toString(port),
                AgentFixture.PUMP,
                AgentFixture.TOKEN);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor() == 0, output);
    }
}
