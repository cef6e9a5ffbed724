package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.local.DrillPage.Loss;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The restore drill with an archive in a directory: what the page says to keep is copied, all of the collector is destroyed, and it is restored
 * with the commands that the page lists. Tests build on one another; the default build runs the one in which the most is
 * lost, {@code -Pcampaign} all.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestoreDrillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String FIRST_SEGMENT = "-" + "0".repeat(19); // named by its first entry

    private static RestoreDrill drill;

    @BeforeAll
    static void start() throws Exception {
        Stack stack = Stack.start();
        // What a manifest names is there before it: manifests are copied first.
        List<String> kept = List.of("archive/manifests", "archive", OwnTypes.BUNDLE);
        drill = new RestoreDrill(stack, new RestoreDrill.Place(false, kept, List.of()));
    }

    @AfterAll
    static void stop() throws Exception {
        if (drill != null) {
            drill.close();
        }
    }

    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
    void whenMachineAndIndexAreLostEverythingComesBackFromArchiveAndKafka() throws Exception {
        drill.simulate();
        drill.backUp();
        drill.simulate(); // the copy is not the newest: what it lacks is in Kafka
        drill.lose(Loss.MACHINE_AND_INDEX);
        drill.restore(Loss.MACHINE_AND_INDEX);
        drill.lookAtTheEnd();
        drill.archiveHasAll();
        drill.verifyArchive();
    }

    @Test
    @Order(2)
    void whenKafkaIsLostAsWellTheArchiveAloneBringsBackTheIndexAndAgentsGoOn() throws Exception {
        drill.simulate();
        drill.backUp();
        drill.lose(Loss.KAFKA_AS_WELL);
        drill.restore(Loss.KAFKA_AS_WELL);
        drill.simulate();
        // The agent is told that nothing is confirmed, sends all that its journal still holds, and its epoch goes on.
        drill.lookAtTheEnd();
        drill.verifyArchive();
    }

    /**
     * An agent that has pruned what it would have to send again begins a new epoch, after the collector has said so for a minute, and that
     * one names the last batch of the old one, which the archive has.
     */
    @Test
    @Order(3)
    @EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
    void anAgentThatPrunedWhatIsMissingBeginsALinkedEpoch() throws Exception {
        smallJournal();
        for (int i = 0; i < 5; i++) {
            drill.simulate();
        }
        awaitPruned();
        drill.backUp();
        drill.lose(Loss.KAFKA_AS_WELL);
        drill.restore(Loss.KAFKA_AS_WELL);
        drill.awaitAgents("gap");
        drill.awaitAgents("ok"); // a new epoch goes on
        drill.simulate();
        drill.lookAtTheEnd();
        drill.verifyArchive();
    }

    /** Confirmed events are kept for 72 hours, unless the quota is nearly used up. */
    private static void smallJournal() throws Exception {
        Stack stack = drill.stack;
        stack.stopAgent(Stack.WARD);
        Path config = stack.layout.agentConfig(DemoNames.agent(Stack.WARD));
        String text = Files.readString(config);
        String journal = "  quota: 2GiB\n  segment: 16MiB\n  criticalReserve: 4MiB\n";
        assertThat(text).contains(journal);
        Files.writeString(config, text.replace(journal, "  quota: 16MiB\n  segment: 4MiB\n  criticalReserve: 1MiB\n"));
        stack.startAgent(Stack.WARD);
    }

    private static void awaitPruned() throws Exception {
        Path journal = drill.stack.layout.agent(DemoNames.agent(Stack.WARD)).resolve("data/journal");
        assertThat(Probe.await(PATIENCE, () -> false, () -> {
                    try (Stream<Path> files = Files.list(journal)) {
                        return files.noneMatch(file -> file.toString().endsWith(FIRST_SEGMENT));
                    }
                }))
                .as("the first segment is pruned")
                .isTrue();
    }
}
