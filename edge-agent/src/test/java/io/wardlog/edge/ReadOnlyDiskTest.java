package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is started on a data directory that is mounted read-only, as the kernel does with a file system that it found broken. */
@Timeout(120)
class ReadOnlyDiskTest {

    /** In a mount namespace of its own, where the directory {@code $0} is read-only for the command behind it. */
    private static final String READ_ONLY =
            "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"";

    @TempDir
    Path directory;

    /** What a process said, and how it ended. */
    private record Ended(int exitCode, String output) {}

    private static Ended onReadOnly(Path data, List<String> command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", READ_ONLY, data.toString()));
        all.addAll(command);
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static List<String> agent(AgentFixture fixture) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx192m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(EdgeAgentMain.class.getName(), "run", "--config", fixture.configFile.toString()));
        return command;
    }

    private static SortedMap<Path, Hash> files(Path data) throws IOException {
        SortedMap<Path, Hash> all = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(data)) {
            walk.filter(Files::isRegularFile).forEach(file -> all.put(file, hash(file)));
        }
        return all;
    }

    private static Hash hash(Path file) {
        try {
            return Sha256.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TcpDevice.Accepted runAndSend(AgentFixture fixture) throws Exception {
        SigningCollector collector = fixture.collector();
        EdgeAgent agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> {
            throw new AssertionError(event, cause);
        });
        agent.start();
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            return pump.heartbeat();
        } finally {
            agent.stop();
        }
    }

    @Test
    void itEndsWithCodeThreeNamesTheFileAndChangesNothing() throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        Path data = fixture.config().dataDir();
        TcpDevice.Accepted before = runAndSend(fixture);
        Ended probe = onReadOnly(data, List.of("true"));
        assumeTrue(probe.exitCode() == 0, "unshare may not mount here: " + probe.output());
        SortedMap<Path, Hash> files = files(data);

        Ended ended = onReadOnly(data, agent(fixture));
        assertThat(ended.exitCode()).as(ended.output()).isEqualTo(EdgeAgentMain.FAULT);
        assertThat(ended.output())
                .contains(data.toString())
                .contains("Read-only file system")
                .doesNotContain("agent_ready");
        assertThat(files(data)).isEqualTo(files);

        TcpDevice.Accepted after = runAndSend(fixture); // it can be written again
        assertThat(after.sequenceNumber()).isEqualTo(before.sequenceNumber() + 1);
        assertThat(Journals.verdict(fixture.config().journalDirectory())).isEqualTo(Verdict.VERIFIED);
        assertThat(Journals.events(fixture.config().journalDirectory()).stream()
                        .map(Event::epoch)
                        .distinct())
                .hasSize(1);
    }
}
