package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command of every program, as packaged, has help, and says the version that the launcher says. */
class CommandsIT {
    private static final Path HOME = Path.of("../..");
    /** There {@code --version} has long been the bundle's number. */
    private static final String BUNDLE = "schemas bundle";

    /** One answer of {@link CommandWalk}. */
    private record Answer(String command, String option, int exit, String said) {
        static Answer of(String line) {
            String[] parts = line.split("\t", -1);
            return new Answer(parts[0], parts[1], Integer.parseInt(parts[2]), parts[3]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "edge-agent, wardlog-edge-agent, io.wardlog.edge.EdgeAgentMain, verify-journal",
        "collector, wardlog-collector, io.wardlog.collector.CollectorMain, hold release",
        "collector, wardlog-collector, io.wardlog.cli.WardlogMain, schemas avro",
        "simulators, wardlog-simulators, io.wardlog.simulator.SimulatorMain, seed",
        "deploy/local, wardlog-local, io.wardlog.local.DemoMain, ''",
        "deploy/local, wardlog-local, io.wardlog.local.bench.BenchMain, idle",
        "deploy/servers, wardlog-servers, io.wardlog.servers.ServersMain, ''"
    })
    void eachHelpsAndSaysTheVersion(String module, String jar, String main, String one) throws Exception {
        String version = Tools.run(new byte[0], List.of(HOME.resolve("wardlog").toString(), "--version"))
                .strip();
        List<Answer> answers = ask(HOME.resolve(module).resolve("target"), jar, main);
        assertThat(answers).extracting(Answer::command).contains("", one);
        for (Answer answer : answers) {
            assertThat(answer.exit()).as(answer.toString()).isZero();
            if (answer.option().equals("--help")) {
                assertThat(answer.said()).as(answer.toString()).startsWith("Usage: ");
            } else {
                assertThat(answer.said()).as(answer.toString()).isEqualTo(version);
                assertThat(answer.option())
                        .as(answer.toString())
                        .isEqualTo(answer.command().equals(BUNDLE) ? "-V" : "--version");
            }
        }
        assertThat(answers)
                .as("help and version of each")
                .hasSize(2
                        * (int) answers.stream().map(Answer::command).distinct().count());
    }

    private static List<Answer> ask(Path target, String jar, String main) throws Exception {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(Modules.QUICK_START);
        words.add("-cp");
        words.add(String.join(
                ":",
                target.resolve(jar + ".jar").toString(),
                target.resolve("lib").toString() + "/*",
                Path.of("target/test-classes").toString()));
        words.addAll(List.of(CommandWalk.class.getName(), main));
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().map(Answer::of).toList();
    }
}
