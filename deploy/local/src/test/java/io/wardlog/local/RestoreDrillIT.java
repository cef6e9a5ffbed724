package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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
 * The restore drill of docs/operate-the-collector.md, step by step: what the page says to keep is copied, everything else of the collector
 * is destroyed, and it is restored with the page's commands while the agent goes on. Tests build on one another; the default build runs the
 * one in which the most is lost, {@code -Pcampaign} all.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestoreDrillIT {
    private static final long EVENTS = 1_000;
    private static final double RATE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static Stack stack;
    private static final List<Path> ACKNOWLEDGED = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
    void whenMachineAndIndexAreLostEverythingComesBackFromArchiveAndKafka() throws Exception {
        simulate();
        stack.awaitSettled();
        loseMachineAndIndex();
        verifyArchive();
        Stack.Verification reindex = stack.collectorCommand("reindex");
        assertThat(reindex.exit()).as(reindex.output()).isZero();
        stack.startCollector();
        everythingIsThereOnce();
    }

    @Test
    @Order(2)
    void whenKafkaIsLostAsWellTheArchiveAloneBringsBackTheIndexAndAgentsGoOn() throws Exception {
        simulate();
        stack.awaitSettled();
        loseMachineAndIndex();
        loseKafka();
        Stack.Verification init = stack.collectorCommand("init");
        assertThat(init.exit()).as(init.output()).isZero();
        verifyArchive();
        Stack.Verification reindex = stack.collectorCommand("reindex", "--from-archive");
        assertThat(reindex.exit()).as(reindex.output()).isZero();
        assertThat(reindex.output()).contains("not sound: 0 records");
        stack.startCollector();
        everythingIsThereOnce();
        // The agent is told that nothing is confirmed, sends all that its journal still holds, and its epoch goes on.
        awaitAgents("\"status\":\"ok\"");
        simulate();
        everythingIsThereOnce();
        verifyArchive();
    }

    /**
     * An agent that has pruned what it would have to send again begins a new epoch, after the collector has said so for a minute, and that
     * one names the last batch of the old one, which the archive has.
     */
    @Test
    @Order(3)
    @EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
    void anAgentThatPrunedWhatIsMissingBeginsALinkedEpoch() throws Exception {
        smallSegments();
        for (int i = 0; i < 5; i++) {
            simulate();
        }
        stack.awaitSettled();
        loseMachineAndIndex();
        loseKafka();
        assertThat(stack.collectorCommand("init").exit()).isZero();
        assertThat(stack.collectorCommand("reindex", "--from-archive").exit()).isZero();
        stack.startCollector();
        awaitAgents("\"status\":\"gap\"");
        awaitAgents("\"status\":\"ok\""); // a new epoch goes on
        simulate();
        everythingIsThereOnce();
        verifyArchive();
    }

    /** The agent may still wait before it calls again: what the collector says of it is what is awaited. */
    private static void awaitAgents(String state) throws Exception {
        String agents = stack.addresses.api() + "/v1/agents";
        assertThat(Probe.await(
                        PATIENCE, () -> false, () -> stack.probe.get(agents).contains(state)))
                .as("%s in %s", state, agents)
                .isTrue();
    }

    private static void smallSegments() throws Exception {
        stack.stopAgent(Stack.WARD);
        Path config = stack.layout.agentConfig(DemoNames.agent(Stack.WARD));
        String text = Files.readString(config);
        assertThat(text).contains("segment: 16MiB");
        Files.writeString(
                config,
                text.replace("segment: 16MiB", "segment: 256KiB")
                        .replace("criticalReserve: 4MiB", "criticalReserve: 128KiB"));
        stack.startAgent(Stack.WARD);
    }

    private static void simulate() throws Exception {
        Stack.Simulation simulation = stack.simulate(EVENTS, RATE);
        assertThat(simulation.await()).as(simulation.output()).isZero();
        ACKNOWLEDGED.add(simulation.acknowledged());
    }

    /** Copies what is to be kept, destroys all of it and the rest with it, and puts the copy back. */
    private static void loseMachineAndIndex() throws Exception {
        stack.stopCollector();
        Path backup = Files.createTempDirectory("wardlog-backup-");
        List<Path> kept = List.of(
                stack.layout.archive(),
                stack.keys.collector(),
                stack.layout.register(),
                stack.layout.collectorConfig());
        for (Path each : kept) {
            copy(each, backup.resolve(each.getFileName()));
            delete(each);
        }
        delete(stack.layout.collector());
        stack.servers.openSearch().killForcibly();
        delete(stack.layout.directory().resolve("opensearch"));
        stack.servers.openSearch().start();
        for (Path each : kept) {
            copy(backup.resolve(each.getFileName()), each);
        }
        delete(backup);
    }

    private static void loseKafka() throws Exception {
        stack.servers.kafka().killForcibly();
        delete(stack.layout.directory().resolve("kafka"));
        stack.servers.kafka().start();
    }

    private static void verifyArchive() throws Exception {
        Stack.Verification verification = stack.verifyArchiveWithKeys();
        assertThat(verification.exit()).as(verification.output()).isZero();
        assertThat(new ObjectMapper()
                        .readTree(verification.output())
                        .path("verdict")
                        .asText())
                .as(verification.output())
                .isEqualTo("VERIFIED");
    }

    private static void everythingIsThereOnce() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        ExportCheck found;
        do {
            stack.awaitSettled();
            found = ExportCheck.of(stack.export("drill.ndjson"), ACKNOWLEDGED);
        } while (found.missing() > 0 && System.nanoTime() < end);
        assertThat(found.exactlyOnce()).as(found.toText()).isTrue();
        Stack.Verification verification = stack.verify(stack.layout.directory().resolve("drill.ndjson"));
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
