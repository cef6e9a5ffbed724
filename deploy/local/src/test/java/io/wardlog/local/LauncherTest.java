package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher on a source tree with a space in its path, with a java and a mvn that only write down how they were called.
 */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            [ "$1" != -version ] || { echo 'openjdk version "%s"' >&2; exit 0; }
            for flag; do
              case $flag in -XX:ArchiveClassesAtExit=*) echo rehearsed >>"${flag#*=}"; exit ;; esac
            done
            echo "java pid $$: $*"
            """;
    /** Says its process id and then nothing until it is interrupted. */
    private static final String WAITING_JAVA = """
            #!/bin/sh
            [ "$1" != -version ] || { echo 'openjdk version "17.0.2"' >&2; exit 0; }
            trap 'echo interrupted; exit 130' INT
            echo $$
            while :; do sleep 0.1; done
            """;
    /** An env that knows no signals. */
    private static final String OTHER_ENV = """
            #!/bin/sh
            case $1 in --*) echo "env: illegal option" >&2; exit 1 ;; esac
            exec /usr/bin/env "$@"
            """;

    private static final String MVN = """
            #!/bin/sh
            echo "$JAVA_HOME" >>"%1$s/builds"
            sleep 0.3
            for jar in shared edge-agent collector simulators schemas; do
              mkdir -p "%1$s/$jar/target" && touch "%1$s/$jar/target/wardlog-$jar.jar"
            done
            for jar in servers local; do
              mkdir -p "%1$s/deploy/$jar/target" && touch "%1$s/deploy/$jar/target/wardlog-$jar.jar"
            done
            """;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private Path tree;
    private Path jdk;
    private Path maven;

    @BeforeEach
    void layOut() throws IOException {
        tree = Files.createDirectories(directory.resolve("source tree"));
        Path top = Modules.ofThisBuild().home();
        script(tree.resolve("wardlog"), withoutTheMachinesJdks(Files.readString(top.resolve("wardlog"))));
        Files.copy(top.resolve("pom.xml"), tree.resolve("pom.xml"));
        Path flags = Files.createDirectories(tree.resolve("edge-agent/src/main/config"))
                .resolve("agent.jvm");
        Files.copy(top.resolve("edge-agent/src/main/config/agent.jvm"), flags);
        Files.setLastModifiedTime(flags, FileTime.from(Instant.EPOCH));
        jdk = jdk("jdk", "17.0.2");
        maven = Files.createDirectories(directory.resolve("maven"));
        script(maven.resolve("mvn"), MVN.formatted(tree));
    }

    @Test
    void buildsOnceThenBecomesTheProgram() throws Exception {
        Run first = run("agent", "run", "--config", "my file");
        assertThat(first.exit()).as(first.output()).isZero();
        assertThat(first.output())
                .contains("wardlog: building")
                .contains("java pid " + first.pid() + ":")
                .contains("-Dchronicle.analytics.disable=true")
                .contains("-Dvertx.disableDnsResolver=true")
                .contains("-XX:+ExitOnOutOfMemoryError")
                .contains("-cp " + tree + "/edge-agent/target/wardlog-edge-agent.jar:" + tree
                        + "/edge-agent/target/lib/*")
                .contains("io.wardlog.edge.EdgeAgentMain run --config my file");
        assertThat(run("verify", "x").output())
                .contains("io.wardlog.cli.WardlogMain verify x")
                .doesNotContain("building");
        assertThat(Files.readAllLines(tree.resolve("builds"))).containsExactly(jdk.toString());
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        run("pki");
        Path source =
                Files.createDirectories(tree.resolve("shared/src/main/java")).resolve("A.java");
        Files.writeString(source, "");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofSeconds(5))));
        Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.EPOCH));
        assertThat(run("pki").output()).contains("wardlog: building");
    }

    @Test
    void concurrentFirstStartsBuildOnce() throws Exception {
        Process first = start(tree.resolve("wardlog"), "pki");
        Process second = start(tree.resolve("wardlog"), "pki");
        assertThat(finish(first).exit()).isZero();
        assertThat(finish(second).exit()).isZero();
        assertThat(Files.readAllLines(tree.resolve("builds"))).hasSize(1);
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("wl"), Path.of("source tree/wardlog"));
        Run run = finish(start(link, "simulate", "ward"));
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).contains("io.wardlog.simulator.SimulatorMain ward");
    }

    @Test
    void aNewerJdkGetsItsFlags() throws Exception {
        jdk = jdk("jdk25", "25");
        assertThat(run("pki").output()).contains("--enable-native-access=ALL-UNNAMED");
        jdk = jdk("jdk21", "21.0.1");
        assertThat(run("pki").output()).doesNotContain("--enable-native-access");
    }

    @Test
    void anAgentRehearsesWhenItIsAskedToOnly() throws Exception {
        String archive = "-XX:SharedArchiveFile=" + tree + "/edge-agent/target/agent.jsa";
        assertThat(run("agent", "run").output()).contains("EdgeAgentMain run").doesNotContain("on trial", "agent.jsa");
        Run rehearsal = run("agent", "rehearse");
        assertThat(rehearsal.exit()).isZero();
        assertThat(rehearsal.output()).contains("on trial").doesNotContain("java pid");
        assertThat(run("agent", "run").output()).contains(archive).doesNotContain("on trial");
        assertThat(run("agent", "status").output()).contains(archive);
        assertThat(run("agent", "rehearse", "--help").output()).contains("EdgeAgentMain rehearse --help");
        assertThat(run("collector", "run").output()).doesNotContain("agent.j");
    }

    @Test
    void anAgentGivesMemoryBackWhereItsJavaCan() throws Exception {
        String flag = "-XX:TrimNativeHeapInterval=";
        assertThat(run("agent", "run").output()).as("any Java").doesNotContain(flag);
        for (String version : List.of("17.0.2", "17.0.9", "17.0.15", "20.0.2", "21", "21.0.1", "22", "25.0.1")) {
            Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
            assertThat(run("agent", "run").output().contains(flag))
                    .as(version + " in the demo and here")
                    .isEqualTo(Modules.isTrimming(Runtime.Version.parse(version)));
        }
        assertThat(Modules.isTrimming(Runtime.Version.parse("17.0.8"))).isFalse();
        assertThat(Modules.isTrimming(Runtime.Version.parse("17.0.9"))).isTrue();
        assertThat(run("collector", "run").output()).doesNotContain(flag);
    }

    @Test
    void anAgentStartsWithoutAnArchiveWhenTheRehearsalFails() throws Exception {
        run("agent", "rehearse");
        script(jdk.resolve("bin/java"), JAVA.formatted("17.0.2").replace("; exit ;;", "; exit 3 ;;"));
        Run failed = run("agent", "rehearse");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.output()).contains("the trial failed");
        try (Stream<Path> left = Files.list(tree.resolve("edge-agent/target"))) {
            assertThat(left.map(file -> file.getFileName().toString()).filter(file -> file.startsWith("agent.jsa")))
                    .as("the earlier one stays: the JVM knows whether it is its own")
                    .containsExactly("agent.jsa");
        }
    }

    @Test
    void whatTheOperatorAsksForComesLast() throws Exception {
        environment.put("WARDLOG_JAVA_OPTS", "-Xmx512m");
        assertThat(run("agent", "status").output()).containsSubsequence("-Xmx256m", "agent.jvm", "-Xmx512m", "-cp");
    }

    @Test
    void saysInOneLineThatThereIsNoMaven() throws Exception {
        Files.delete(maven.resolve("mvn"));
        assertThat(onlyLine(run("demo"))).contains("needs Maven").contains("apt-get install maven");
    }

    @Test
    void saysInOneLineThatThereIsNoJdk() throws Exception {
        jdk = directory.resolve("nowhere");
        assertThat(onlyLine(run("demo")))
                .contains("needs a JDK 17 or newer; found none")
                .contains("JAVA_HOME");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_402, Java 8", "11.0.22, Java 11", "16-ea, Java 16"})
    void saysInOneLineWhichJdksAreTooOld(String version, String name) throws Exception {
        jdk = jdk("old", version);
        assertThat(onlyLine(run("agent", "run")))
                .contains("needs a JDK 17 or newer; found only " + name + " in " + jdk)
                .contains("Set JAVA_HOME");
    }

    @Test
    void findsAnotherJdkWhenTheFirstIsTooOld() throws Exception {
        jdk = jdk("old", "11.0.22");
        Path found = jdk("jvm/java-17", "17.0.2");
        assertThat(run("pki").exit()).isZero();
        assertThat(Files.readAllLines(tree.resolve("builds"))).containsExactly(found.toString());
    }

    @Test
    void saysInOneLineThatARuntimeAloneCannotBuild() throws Exception {
        Files.delete(jdk.resolve("bin/javac"));
        assertThat(onlyLine(run("demo"))).contains(jdk + " is a Java runtime without a compiler");
    }

    @Test
    void saysThatTheBuildFailed() throws Exception {
        script(maven.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        Run run = run("demo");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.output()).contains("the build failed").doesNotContain("java pid");
        assertThat(tree.resolve("target/launcher-lock")).doesNotExist();
    }

    @Test
    void whoMayNotWriteWhereItIsBuiltIsToldSo() throws Exception {
        Files.createSymbolicLink(tree.resolve("target"), Path.of("/proc")); // nobody may, root neither
        assertThat(onlyLine(run("agent"))).contains(tree + "/target cannot be written: let its owner run");
    }

    @Test
    void saysWhatCanBeAskedFor() throws Exception {
        assertThat(run("nonsense").exit()).isEqualTo(2);
        assertThat(run("nonsense").output()).contains("no such command: nonsense", "Usage: wardlog COMMAND");
        Run help = run("--help");
        assertThat(help.exit()).isZero();
        assertThat(help.output())
                .contains("Usage: wardlog COMMAND", "demo", "agent", "collector", "simulate", "verify", "pki");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "version"})
    void saysItsVersionAtOnce(String asked) throws Exception {
        jdk = directory.resolve("nowhere");
        Run run = run(asked);
        assertThat(run.exit()).isZero();
        assertThat(run.output()).matches("wardlog \\d+\\.\\d+\\.\\d+(-[A-Za-z0-9.]+)?\\n");
        assertThat(tree.resolve("builds")).as("nothing was built for it").doesNotExist();
    }

    @Test
    void worksFromItsOwnDirectoryByItsName() throws Exception {
        Run run = finish(start(tree, List.of("/bin/sh", "wardlog", "verify", "x")));
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output()).contains("io.wardlog.cli.WardlogMain verify x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env", "perl"})
    void hearsAnInterruptAlthoughAScriptStartedItInTheBackground(String helper) throws Exception {
        Tools.need(helper, helper.equals("env") ? "coreutils" : "perl-base");
        Path tools = Path.of(toolsWithoutMaven());
        script(tools.resolve("env"), helper.equals("env") ? "#!/bin/sh\nexec /usr/bin/env \"$@\"\n" : OTHER_ENV);
        script(tools.resolve("perl"), "#!/bin/sh\nexec /usr/bin/perl \"$@\"\n");
        run("pki"); // so that it is built
        script(jdk.resolve("bin/java"), WAITING_JAVA);
        Process shell =
                start(directory, List.of("/bin/sh", "-c", "\"$0\" agent 2>/dev/null & wait $!", tree + "/wardlog"));
        BufferedReader output = shell.inputReader(StandardCharsets.UTF_8);
        String pid = output.readLine();
        new ProcessBuilder("kill", "-INT", pid).start().waitFor();
        assertThat(output.readLine()).isEqualTo("interrupted");
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isEqualTo(130);
    }

    @Test
    void isCleanForShellcheck() throws Exception {
        Tools.need("shellcheck", "shellcheck");
        Path launcher = Modules.ofThisBuild().home().resolve("wardlog");
        assertThat(Tools.run(new byte[0], List.of("shellcheck", launcher.toString())))
                .isEmpty();
    }

    private static String onlyLine(Run run) {
        assertThat(run.exit()).as(run.output()).isEqualTo(2);
        List<String> lines = run.output().lines().toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    /** The launcher looks for JDKs in the test's directory instead of the machine's. */
    private String withoutTheMachinesJdks(String launcher) {
        String changed =
                launcher.replaceAll(" (/usr/lib/jvm|/opt/java|/opt/jdk|/Library/Java)", " " + directory + "/jvm");
        assertThat(changed).isNotEqualTo(launcher);
        return changed;
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        script(home.resolve("bin/java"), JAVA.formatted(version));
        script(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** How a launcher ended. */
    private record Run(int exit, String output, long pid) {}

    private Run run(String... arguments) throws Exception {
        return finish(start(tree.resolve("wardlog"), arguments));
    }

    private Process start(Path launcher, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(launcher.toString()));
        words.addAll(List.of(arguments));
        return start(directory, words);
    }

    private Process start(Path workingDirectory, List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.directory(workingDirectory.toFile());
        builder.environment().clear(); // as from cron: not even HOME
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        builder.environment().put("PATH", maven + ":" + toolsWithoutMaven());
        return builder.start();
    }

    /** The ordinary tools, in a directory of their own so that the machine's Maven is not among them. */
    private String toolsWithoutMaven() throws IOException {
        Path tools = directory.resolve("tools");
        if (Files.notExists(tools)) {
            Files.createDirectories(tools);
            for (String tool : List.of(
                    "sh",
                    "cat",
                    "dirname",
                    "find",
                    "head",
                    "mkdir",
                    "mv",
                    "readlink",
                    "rm",
                    "sed",
                    "sleep",
                    "sync",
                    "touch")) {
                Path real = Path.of("/usr/bin", tool);
                String found = Files.exists(real) ? real.toString() : "/bin/" + tool;
                script(tools.resolve(tool), "#!/bin/sh\nexec %s \"$@\"\n".formatted(found));
            }
        }
        return tools.toString();
    }

    private static Run finish(Process process) throws Exception {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output, process.pid());
    }
}
