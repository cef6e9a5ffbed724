package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.chronicle.JournalVerifier;
import io.wardlog.edge.verify.JournalCheck;
import io.wardlog.event.Event;
import io.wardlog.verify.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agent processes that are killed while a pump sends. How often: {@code -Dwardlog.agent.kills=N}. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class AgentKillIT {

    private static final int KILLS = Integer.getInteger("wardlog.agent.kills", 4);
    private static final Pattern TCP_PORT = Pattern.compile("agent_ready ports=\"?\\{.*\\btcp=(\\d+)");

    @TempDir
    Path directory;

    private final Collection<TcpDevice.Accepted> acknowledged = ConcurrentHashMap.newKeySet();

    static Process start(AgentFixture fixture) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx192m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(EdgeAgentMain.class.getName(), "run", "--config", fixture.configFile.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    static int tcpPort(Process agent) throws IOException {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(agent.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.append(line).append('\n');
            Matcher ready = TCP_PORT.matcher(line);
            if (ready.find()) {
                drain(output);
                return Integer.parseInt(ready.group(1));
            }
        }
        throw new AssertionError("the agent ended by itself:\n" + seen);
    }

    /** A full pipe would stop the agent. */
    private static void drain(BufferedReader output) {
        Thread reader = new Thread(() -> output.lines().forEach(line -> {}));
        reader.setDaemon(true);
        reader.start();
    }

    /** Sends until the connection ends, and kills the agent in the middle of it. */
    private void runUntilKilled(AgentFixture fixture, int messages) throws Exception {
        Process agent = start(fixture);
        try (TcpDevice pump = new TcpDevice(tcpPort(agent))) {
            sendUntil(pump, messages);
            Thread goesOn = new Thread(() -> sendUntilItEnds(pump));
            goesOn.start();
            agent.toHandle().destroyForcibly();
            goesOn.join();
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    private void sendUntil(TcpDevice pump, int messages) throws IOException {
        for (int i = 0; i < messages; i++) {
            acknowledged.add(pump.heartbeat());
        }
    }

    private void sendUntilItEnds(TcpDevice pump) {
        try {
            while (true) {
                TcpDevice.Accepted accepted = TcpDevice.accepted(pump.send(AgentFixture.heartbeat()));
                if (accepted == null) {
                    return;
                }
                acknowledged.add(accepted);
            }
        } catch (IOException killed) {
            assertThat(killed).hasMessageNotContaining("timed out");
        }
    }

    @Test
    void whatWasAcknowledgedIsThereOnceAndTheChainsGoOn() throws Exception {
        AgentFixture fixture = new AgentFixture(directory);
        Random random = new Random(20261123);
        for (int kill = 0; kill < KILLS; kill++) {
            runUntilKilled(fixture, random.nextInt(200));
        }
        Path journal = fixture.config().journalDirectory();
        assertThat(new JournalCheck(new JournalVerifier(journal), Optional.empty(), System.err::println)
                        .run()
                        .verdict())
                .isEqualTo(Verdict.VERIFIED);
        Map<String, List<Event>> stored = stored(journal);
        assertThat(acknowledged).allSatisfy(accepted -> {
            assertThat(stored.get(accepted.eventId())).hasSize(1);
            assertThat(stored.get(accepted.eventId()).get(0).sequenceNumber()).isEqualTo(accepted.sequenceNumber());
        });
        assertThat(stored.values().stream()
                        .flatMap(List::stream)
                        .map(Event::epoch)
                        .distinct())
                .hasSize(1);
    }

    private static Map<String, List<Event>> stored(Path journal) throws IOException {
        Map<String, List<Event>> byId = new TreeMap<>();
        new JournalVerifier(journal).verify(new JournalVerifier.Visitor() {
            @Override
            public void entry(Place place, long ordinal, JournalEntry raw) throws IOException {
                if (read(raw) instanceof EventEntry entry
                        && Event.read(entry.event()) instanceof Event.Reading.Value value) {
                    byId.computeIfAbsent(value.event().eventId(), id -> new ArrayList<>())
                            .add(value.event());
                }
            }

            @Override
            public void corrupt(Corruption corruption) {
                throw new AssertionError(corruption);
            }

            @Override
            public void cut(Recovery.Cut cut) {
                // what a kill leaves behind
            }
        });
        return byId;
    }

    private static Entry read(JournalEntry raw) throws IOException {
        try {
            return Entry.read(raw);
        } catch (EntryFormatException e) {
            throw new IOException(e);
        }
    }
}
