package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @ParameterizedTest
    @MethodSource("rows")
    void endsAsThePageSays(Row row) throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        fixture.configure(
                "mqtt: {ports: {plain: \"127.0.0.1:0\", tls: \"127.0.0.1:0\"}}",
                "mqtt: {maxKeepAlive: 60s, ports: {plain: \"127.0.0.1:0\"}}");
        try (AgentProcess agent = AgentProcess.start(fixture)) {
            Process process = new ProcessBuilder(
                            "python3",
                            DRIVER.toString(),
                            suite.toString(),
                            row.module(),
                            row.test(),
                            Integer.toString(agent.port("mqtt")),
                            AgentFixture.PUMP,
                            AgentFixture.TOKEN)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor() == 0).as(output).isEqualTo(row.passes());
        }
    }
}
