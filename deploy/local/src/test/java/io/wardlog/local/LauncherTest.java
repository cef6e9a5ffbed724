package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher on a source tree with a space in its path, with a java and a mvn that only write down how they were called.
 */
class LauncherTest {
    private static final String JAVA = """
            #!/bin/sh
            [ "$1" != -version ] || { echo 'openjdk version "%s"' >&2; exit 0; }
            echo "java pid $$: $*"
            """;
    private static final String MVN = """
            #!/bin/sh
            echo "$JAVA_HOME" >>"%1$s/builds"
            sleep 1
            for jar in shared edge-agent collector simulators schemas; do
              mkdir -p "%1$s/$jar/target" && touch "%1$s/$jar/target/wardlog-$jar.jar"
            done
            for jar in servers local; do
              mkdir -p "%1$s/deploy/$jar/target" && touch "%1$s/deploy/$jar/target/wardlog-$jar.jar"
            done
            """;

    @TempDir
    Path directory;

    private Path tree;
    private Path jdk;
    private Path maven;

    @BeforeEach
    void layOut() throws IOException {
        tree = Files.createDirectories(directory.resolve("source tree"));
        Path top = Modules.ofThisBuild().home();
        Files.copy(top.resolve("wardlog"), tree.resolve("wardlog"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(top.resolve("pom.xml"), tree.resolve("pom.xml"));
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
        Process first = start(Map.of(), tree.resolve("wardlog"), "pki");
        Process second = start(Map.of(), tree.resolve("wardlog"), "pki");
        assertThat(finish(first).exit()).isZero();
        assertThat(finish(second).exit()).isZero();
        assertThat(Files.readAllLines(tree.resolve("builds"))).hasSize(1);
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("wl"), Path.of("source tree/wardlog"));
        Run run = finish(start(Map.of(), link, "simulate", "ward"));
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
    void saysInOneLineWhatIsMissing() throws Exception {
        Files.delete(maven.resolve("mvn"));
        Run noMaven = run("demo");
        assertThat(noMaven.exit()).isEqualTo(2);
        assertThat(noMaven.output().lines()).singleElement().asString().contains("needs Maven");
        assertThat(run("nonsense").exit()).isEqualTo(2);
        assertThat(run("--help").output()).contains("Usage: wardlog COMMAND");
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
        return finish(start(Map.of(), tree.resolve("wardlog"), arguments));
    }

    private Process start(Map<String, String> environment, Path launcher, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(launcher.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.directory(directory.toFile());
        builder.environment().keySet().retainAll(List.of("HOME"));
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("PATH", maven + ":" + toolsWithoutMaven());
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The ordinary tools, in a directory of their own so that the machine's Maven is not among them. */
    private String toolsWithoutMaven() throws IOException {
        Path tools = directory.resolve("tools");
        if (Files.notExists(tools)) {
            Files.createDirectories(tools);
            for (String tool : List.of(
                    "sh", "cat", "dirname", "find", "head", "mkdir", "mv", "readlink", "rm", "sed", "sleep", "touch")) {
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
