package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.edge.journal.JournalConfig;
import io.wardlog.edge.writer.FatalHandler;
import io.wardlog.event.Event;
import io.wardlog.verify.Verdict;
import java.io.File;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent process whose disk fails: strace lets the tenth fdatasync of each thread, and all that follow, fail with EIO. */
@Timeout(120)
class SyncFailureIT {

    private static final int GOOD_SYNCS = 9;
    private static final boolean CAMPAIGN = Boolean.getBoolean("wardlog.campaign");

    @TempDir
    Path directory;

    private final List<TcpDevice.Accepted> acknowledged = new ArrayList<>();

    /** In each build one: the journal's own tests fail each sync of each kind. */
    static Stream<JournalConfig.Kind> kinds() {
        return CAMPAIGN ? Stream.of(JournalConfig.Kind.values()) : Stream.of(JournalConfig.Kind.CHRONICLE);
    }

    @BeforeAll
    static void need() {
        boolean isThere = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "strace")));
        assumeTrue(isThere, "strace is missing; install with: apt-get install strace");
    }

    private List<String> failingSyncs(Path trace) {
        return List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-y",
                "-e",
                "trace=fdatasync",
                "-e",
                "inject=fdatasync:error=EIO:when=" + (GOOD_SYNCS + 1) + "+",
                "-o",
                trace.toString());
    }

    /** Sends one message after the other until one is not answered. */
    private void sendUntilItEnds(TcpDevice pump) throws IOException {
        try {
            String answer = pump.send(AgentFixture.heartbeat());
            while (answer != null) {
                assertThat(answer).contains("\"status\":\"accepted\"");
                acknowledged.add(TcpDevice.accepted(answer));
                answer = pump.send(AgentFixture.heartbeat());
            }
        } catch (SocketException ended) {
            assertThat(ended).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theProcessEndsWithCodeThreeAndWhatWasNotSyncedIsNotAcknowledged(JournalConfig.Kind kind) throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        fixture.journal(kind);
        Path trace = directory.resolve("trace");
        try (AgentProcess agent = AgentProcess.startPackaged(failingSyncs(trace), fixture);
                TcpDevice pump = new TcpDevice(agent.port("tcp"))) {
            sendUntilItEnds(pump);
            assertThat(agent.awaitEnd()).isEqualTo(FatalHandler.EXIT_CODE);
            assertThat(agent.output())
                    .contains("journal_failed")
                    .containsPattern("agent_fault .*fault=\"?journal_failed")
                    .contains("Input/output error");
        }
        assertThat(acknowledged).hasSizeBetween(1, GOOD_SYNCS);
        assertThat(Files.readAllLines(trace))
                .as("it was the journal that failed")
                .anyMatch(call -> call.contains("fdatasync(") && call.contains(AgentFixture.segmentName(kind) + ">"))
                .anyMatch(call -> call.contains("EIO") && call.contains("INJECTED"));
        assertThat(Journals.verdict(fixture.config().journalDirectory())).isEqualTo(Verdict.VERIFIED);

        try (AgentProcess agent = AgentProcess.startPackaged(
                        List.of(), fixture); // as a service manager does, on a disk that works
                TcpDevice pump = new TcpDevice(agent.port("tcp"))) {
            acknowledged.add(pump.heartbeat());
            agent.stop();
        }
        List<Event> stored = Journals.events(fixture.config().journalDirectory());
        assertThat(acknowledged)
                .allSatisfy(accepted -> assertThat(stored)
                        .filteredOn(event -> event.eventId().equals(accepted.eventId()))
                        .singleElement()
                        .extracting(Event::sequenceNumber)
                        .isEqualTo(accepted.sequenceNumber()));
        assertThat(stored).extracting(Event::epoch).containsOnly(stored.get(0).epoch());
    }
}
