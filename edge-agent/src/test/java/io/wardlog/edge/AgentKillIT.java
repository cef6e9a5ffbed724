package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.event.Event;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Agent processes that are killed while a pump sends. How often: {@code -Dwardlog.agent.kills=N}. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class AgentKillIT {

    private static final int KILLS = Integer.getInteger("wardlog.agent.kills", 4);

    @TempDir
    Path directory;

    private final Collection<TcpDevice.Accepted> acknowledged = ConcurrentHashMap.newKeySet();

    /** Sends until the connection ends, and kills the agent in the middle of it. */
    private void runUntilKilled(AgentFixture fixture, int messages) throws Exception {
        try (AgentProcess agent = AgentProcess.start(fixture);
                TcpDevice pump = new TcpDevice(agent.port("tcp"))) {
            sendUntil(pump, messages);
            Thread goesOn = new Thread(() -> sendUntilItEnds(pump));
            goesOn.start();
            agent.kill();
            goesOn.join();
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
        assertThat(Journals.verdict(journal)).isEqualTo(Verdict.VERIFIED);
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
        Journals.events(journal)
                .forEach(event -> byId.computeIfAbsent(event.eventId(), id -> new ArrayList<>())
                        .add(event));
        return byId;
    }
}
