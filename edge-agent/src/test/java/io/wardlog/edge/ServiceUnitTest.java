package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit for systemd that comes with the agent: it never gives up, and gives the agent what the documents say. */
class ServiceUnitTest {

    private static final Path UNIT = Path.of("src/main/config/wardlog-agent.service");
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final Pattern SETTING = Pattern.compile("`([A-Z]\\w+=[^`]+)`");

    /** The lines that are settings; the unit names none twice. */
    private static Map<String, String> settings() throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.matches("[A-Z]\\w+=.*"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    @Test
    void anAgentThatEndedIsStartedAgainForEver() throws IOException {
        assertThat(settings())
                .containsEntry("Restart", "always")
                .containsEntry("RestartSec", "5")
                .containsEntry("StartLimitIntervalSec", "0")
                .doesNotContainKeys("RestartPreventExitStatus", "StartLimitBurst");
        List<String> lines = Files.readAllLines(UNIT);
        assertThat(lines.indexOf("StartLimitIntervalSec=0"))
                .as("systemd reads it in the section of the unit only")
                .isLessThan(lines.indexOf("[Service]"));
    }

    @Test
    void aCleanStopHasTheTimeThatItTakes() throws IOException {
        assertThat(Duration.ofSeconds(Long.parseLong(settings().get("TimeoutStopSec"))))
                .isGreaterThan(AgentRun.GRACE_OF_STOP);
    }

    @Test
    void itHasWhatTheDocumentsNameAndNothingThatTheyForbid() throws IOException {
        String security = Files.readString(Path.of("../docs/security.md"));
        String section = security.substring(security.indexOf("## Harden the service"));
        List<String> named = SETTING.matcher(section.substring(0, section.indexOf("\n## ")))
                .results()
                .map(found -> found.group(1))
                .filter(setting -> !setting.startsWith("WARDLOG"))
                .toList();
        assertThat(named).hasSizeGreaterThanOrEqualTo(8);
        assertThat(Files.readAllLines(UNIT)).containsAll(named).contains("LimitNOFILE=65536", "LimitCORE=0");
        assertThat(settings()).doesNotContainKey("MemoryDenyWriteExecute");
    }

    @Test
    void systemdHasNothingToSayAgainstIt(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(ANALYZE), "systemd-analyze is missing; install with: apt-get install systemd");
        String launcher = Path.of("../wardlog").toRealPath().toString();
        Path unit = directory.resolve("wardlog-agent.service");
        Files.writeString(
                unit, Files.readString(UNIT).replace("ExecStart=/opt/wardlog/wardlog", "ExecStart=" + launcher));
        Process verify = new ProcessBuilder(ANALYZE.toString(), "verify", unit.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(verify.waitFor()).isZero();
    }
}
