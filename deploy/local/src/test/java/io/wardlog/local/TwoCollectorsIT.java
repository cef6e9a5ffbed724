package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.servers.process.TetheredProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two collectors behind one address share the work of two wards. One is killed in the middle, the other takes over all of it, and what was killed comes
 * back as two processes with its roles split. Nothing is lost or doubled.
 */
class TwoCollectorsIT {
    private static final long EVENTS = 2_000;
    private static final double RATE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static Stack stack;
    private static CollectorSet collectors;
    private static Balancer balancer;
    private static TetheredProcess second;
    private static final List<TetheredProcess> more = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(TwoCollectorsIT::prepare);
        collectors.awaitReady("collector-2", second); // so that there are two to choose from
        stack.startAgent("b");
    }

    private static void prepare(Stack made) throws Exception {
        collectors = new CollectorSet(made, List.of("collector-2", "collector-3"));
        balancer = new Balancer(collectors.ingestPort("collector-1"), collectors.ingestPort("collector-2"));
        collectors.agentsConnectTo(balancer.port());
        second = collectors.launch("collector-2", "ingest, custody, index, archive");
    }

    @AfterAll
    static void stop() throws Exception {
        second.close();
        more.forEach(TetheredProcess::close);
        balancer.close();
        stack.close();
    }

    /** How many of custody's partitions each member of its group has. */
    private static Map<String, Integer> custodyPartitions() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.servers.bootstrapServers()))) {
            ConsumerGroupDescription group = admin.describeConsumerGroups(List.of("wardlog-custody"))
                    .describedGroups()
                    .get("wardlog-custody")
                    .get();
            Map<String, Integer> partitions = new TreeMap<>();
            group.members()
                    .forEach(member -> partitions.put(
                            member.groupInstanceId().orElseThrow().replaceAll("-\\d+$", ""),
                            member.assignment().topicPartitions().size()));
            return partitions;
        }
    }

    private static void awaitCustodyAt(String... members) throws Exception {
        Map<String, Integer> seen = new TreeMap<>();
        boolean isThere = Probe.await(PATIENCE, () -> false, () -> {
            seen.clear();
            try {
                seen.putAll(custodyPartitions());
            } catch (ExecutionException coordinatorMoves) {
                return false;
            }
            return seen.keySet().equals(Set.of(members))
                    && seen.values().stream().allMatch(count -> count > 0);
        });
        assertThat(isThere)
                .as("custody's partitions at %s: %s", List.of(members), seen)
                .isTrue();
    }

    @Test
    void oneOfThemIsKilledAndComesBackAsTwoProcesses() throws Exception {
        awaitCustodyAt("collector-1", "collector-2");
        List<Stack.Simulation> simulations =
                List.of(stack.simulate("a", EVENTS, RATE), stack.simulate("b", EVENTS, RATE));
        for (Stack.Simulation simulation : simulations) {
            simulation.awaitAcknowledged(EVENTS / 3);
        }
        awaitIngested("collector-1");
        awaitIngested("collector-2");
        second.killForcibly();
        for (Stack.Simulation simulation : simulations) {
            assertThat(simulation.await()).as(simulation.output()).isZero();
        }
        awaitCustodyAt("collector-1");

        second = collectors.launch("collector-2", "ingest");
        more.add(collectors.start("collector-3", "custody, index, archive"));
        awaitCustodyAt("collector-1", "collector-3");
        List<Stack.Simulation> later =
                List.of(stack.simulate("a", EVENTS / 4, RATE), stack.simulate("b", EVENTS / 4, RATE));
        List<Path> acknowledged = new ArrayList<>();
        for (Stack.Simulation simulation : later) {
            assertThat(simulation.await()).as(simulation.output()).isZero();
            acknowledged.add(simulation.acknowledged());
        }
        simulations.forEach(simulation -> acknowledged.add(simulation.acknowledged()));
        assertEveryAcknowledgedEventIsThereOnce(acknowledged);
    }

    /** What an agent acknowledged is on its disk; the collector has it a moment later. */
    private static void awaitIngested(String name) throws Exception {
        assertThat(Probe.await(PATIENCE, () -> false, () -> collectors.ingested(name) > 0))
                .as("a batch at " + name)
                .isTrue();
    }

    /** The index and the archive's readers would hide what custody published twice; Kafka does not. */
    private static void assertNothingWasPublishedTwice() {
        Map<String, Integer> times = new TreeMap<>();
        new KafkaTopic(stack.servers.bootstrapServers(), "wardlog.events.v1")
                .forEachCommitted(record -> times.merge(
                        new String(record.headers().lastHeader("hash").value(), StandardCharsets.US_ASCII),
                        1,
                        Integer::sum));
        assertThat(times).hasSizeGreaterThanOrEqualTo(Math.toIntExact(2 * EVENTS));
        assertThat(times.entrySet().stream()
                        .filter(entry -> entry.getValue() > 1)
                        .toList())
                .as("events that custody published more than once")
                .isEmpty();
    }

    private static void assertEveryAcknowledgedEventIsThereOnce(List<Path> files) throws Exception {
        Path acknowledged = stack.layout.directory().resolve("acknowledged-all.txt");
        for (Path file : files) {
            Files.write(acknowledged, Files.readAllLines(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        Path export = stack.exportWith(acknowledged);
        ExportCheck check = ExportCheck.of(export, List.of(acknowledged));
        assertThat(check.acknowledged()).isGreaterThanOrEqualTo(2 * EVENTS + 2 * (EVENTS / 4));
        assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
        assertNothingWasPublishedTwice();
        for (Stack.Verification verification : List.of(stack.verify(export), stack.verifyArchive())) {
            assertThat(verification.exit()).as(verification.output()).isZero();
        }
    }
}
