package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.event.Event;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** simulators/scripts/vitals.sh, which is what a crontab runs each minute, against the agent as a process. */
@Timeout(120)
class VitalsScriptIT {

    private static final Path SCRIPT = Path.of("../simulators/scripts/vitals.sh");

    private static final Pattern CRONTAB_LINE = Pattern.compile("(?m)^(?:# +)?(\\* \\* \\* \\* \\* .*vitals\\.sh .*)$");

    @TempDir
    Path directory;

    private record Ended(int code, String output) {}

    private static Ended run(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return ended(process);
    }

    private static Ended ended(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private static void needs(String program, String debianPackage) {
        assumeTrue(
                List.of("/usr/bin/", "/bin/").stream().anyMatch(path -> Files.isExecutable(Path.of(path + program))),
                program + " is missing; install with: apt-get install " + debianPackage);
    }

    private Path token(String token) throws IOException {
        return Files.writeString(directory.resolve("token"), token + "\n");
    }

    private List<Event> vitals(AgentFixture fixture) throws IOException {
        return Journals.events(fixture.config().journalDirectory()).stream()
                .filter(event -> event.eventType().equals("vitals.reported"))
                .toList();
    }

    @Test
    void eachRunIsOneEventOnDiskAndARefusalIsSaid() throws Exception {
        needs("nc", "netcat-openbsd");
        AgentFixture fixture = new AgentFixture(directory);
        try (AgentProcess agent = AgentProcess.start(fixture)) {
            List<String> options =
                    new ArrayList<>(List.of("--device", AgentFixture.PUMP, "--port", "" + agent.port("tcp")));
            options.addAll(List.of("--token-file", token(AgentFixture.TOKEN).toString()));
            assertThat(run(options)).isEqualTo(new Ended(0, ""));
            options.add("--verbose");
            assertThat(run(options).output()).contains("\"status\":\"accepted\"", "\"sequenceNumber\":2");
            token("0".repeat(64));
            assertThat(run(options))
                    .satisfies(ended -> assertThat(ended.code()).isEqualTo(1))
                    .satisfies(ended -> assertThat(ended.output()).contains("refused", "wrong_credentials"));
            agent.stop();
        }
        assertThat(vitals(fixture)).hasSize(2).allSatisfy(event -> {
            assertThat(event.deviceId()).isEqualTo(AgentFixture.PUMP);
            assertThat(event.payload().at("/heartRate/value").asInt()).isBetween(62, 88);
        });
    }

    @Test
    void theCrontabsLineOfTheGuideRunsAsCronRunsIt() throws Exception {
        needs("nc", "netcat-openbsd");
        String line = crontabLine(Files.readString(Path.of("../docs/connect-a-device.md")));
        assertThat(crontabLine(Files.readString(SCRIPT)))
                .as("the script's own header")
                .isEqualTo(line);
        AgentFixture fixture = new AgentFixture(directory);
        fixture.writeDevices("monitor-3");
        try (AgentProcess agent = AgentProcess.start(fixture)) {
            String here = replaced(line, "/opt/wardlog/simulators/scripts/vitals.sh", SCRIPT.toRealPath());
            here = replaced(here, "/etc/wardlog/monitor-3.token", token(AgentFixture.TOKEN));
            assertThat(asCron(here + " --port " + agent.port("tcp")))
                    .as("done, and nothing that cron would send by mail")
                    .isEqualTo(new Ended(0, ""));
            agent.stop();
        }
        assertThat(vitals(fixture))
                .singleElement()
                .satisfies(event -> assertThat(event.deviceId()).isEqualTo("monitor-3"));
    }

    private static String crontabLine(String text) {
        Matcher line = CRONTAB_LINE.matcher(text);
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    private static String replaced(String line, String path, Path instead) {
        assertThat(line).containsOnlyOnce(path);
        return line.replace(path, instead.toString());
    }

    /**
     * crontab(5): the shell gets what stands behind the five fields, and hardly an environment. A percent sign ends it, what follows is its input with
     * each further one as a new line; behind a backslash it is a percent sign.
     */
    private Ended asCron(String line) throws Exception {
        String[] parts = line.replaceFirst("^(\\S+\\s+){5}", "").split("(?<!\\\\)%", 2);
        String input = parts.length == 1 ? "" : parts[1].replaceAll("(?<!\\\\)%", "\n") + "\n";
        ProcessBuilder shell =
                new ProcessBuilder("/bin/sh", "-c", parts[0].replace("\\%", "%")).redirectErrorStream(true);
        shell.environment().clear();
        shell.environment().putAll(Map.of("HOME", directory.toString(), "SHELL", "/bin/sh", "PATH", "/usr/bin:/bin"));
        Process process = shell.directory(directory.toFile()).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.replace("\\%", "%").getBytes(StandardCharsets.UTF_8));
        }
        return ended(process);
    }

    @Test
    void itSpeaksTlsWithACertificate() throws Exception {
        needs("openssl", "openssl");
        AgentFixture fixture = new AgentFixture(directory);
        fixture.configure(
                "tcp: {ports: {plain: \"127.0.0.1:0\"}}",
                "tcp: {ports: {tls: \"127.0.0.1:0\", clientCertificate: required}}");
        Validity validity = Validity.starting(Instant.now(), Duration.ofDays(1));
        Path pki = directory.resolve("pki");
        Path device = DevelopmentPki.open(pki).device("acme", AgentFixture.PUMP, validity);
        List<String> options = new ArrayList<>(List.of("--tls", "--device", AgentFixture.PUMP));
        options.addAll(List.of("--ca", pki.resolve("ca.pem").toString()));
        options.addAll(List.of("--cert", device.resolve("tls.pem").toString()));
        options.addAll(List.of("--key", device.resolve("tls.key").toString()));
        try (AgentProcess agent = AgentProcess.start(fixture)) {
            options.addAll(List.of("--port", "" + agent.port("tcps")));
            assertThat(run(options)).isEqualTo(new Ended(0, ""));
            options.addAll(List.of("--host", "127.0.0.2", "--attempts", "1"));
            assertThat(run(options).code())
                    .as("the certificate names 127.0.0.1 only")
                    .isEqualTo(3);
            agent.stop();
        }
        assertThat(vitals(fixture))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.tree().at("/source/auth").textValue()).isEqualTo("mtls"));
    }

    @Test
    void withoutAnAgentOrWithWrongOptionsItSaysSo() throws Exception {
        needs("nc", "netcat-openbsd");
        int nobody;
        try (ServerSocket gone = new ServerSocket(0)) {
            nobody = gone.getLocalPort();
        }
        List<String> options = new ArrayList<>(List.of("--device", "monitor-3", "--port", "" + nobody));
        options.addAll(List.of("--token-file", token("x").toString(), "--attempts", "1"));
        assertThat(run(options))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(3))
                .satisfies(ended -> assertThat(ended.output()).contains("not on disk"));
        assertThat(run(List.of("--help")))
                .satisfies(ended -> assertThat(ended.code()).isZero())
                .satisfies(ended -> assertThat(ended.output()).contains("Usage: vitals.sh"));
        for (List<String> wrong : List.of(
                List.<String>of(),
                List.of("--device"),
                List.of("--device", "a/b"),
                List.of("--device", "a"),
                List.of("--colour", "red"),
                List.of("--device", "a", "--tls", "--token-file", "t"))) {
            assertThat(run(wrong).code()).as(wrong.toString()).isEqualTo(2);
        }
    }

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        needs("shellcheck", "shellcheck");
        Process check = new ProcessBuilder("shellcheck", SCRIPT.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(check.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEmpty();
        assertThat(check.waitFor()).isZero();
    }
}
