package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged processes from a bedside message to the API, the archive and a verified export, with each process killed in the middle of a run.
 * What an earlier test left is part of what a later one verifies.
 */
@ExtendWith(SharedStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {
    private static final long EVENTS = Long.getLong("wardlog.events", 5_000);
    private static final double RATE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BACKLOG = "wardlog_agent_backlog_events";

    private static Stack stack;

    /** What is killed. */
    enum Victim {
        AGENT,
        COLLECTOR,
        KAFKA,
        OPENSEARCH
    }

    @BeforeAll
    static void start(Stack shared) {
        stack = shared;
    }

    @ParameterizedTest
    @EnumSource(Victim.class)
    @Order(1)
    void everyAcknowledgedEventIsThereExactlyOnceWhenOneProcessIsKilled(Victim victim) throws Exception {
        Stack.Simulation simulation = stack.simulate(EVENTS, RATE);
        simulation.awaitAcknowledged(EVENTS / 3);
        killAndStart(victim);
        assertThat(simulation.await()).isZero();
        assertIsThereExactlyOnce(simulation);
    }

    @Test
    @Order(1)
    @EnabledIfSystemProperty(named = "wardlog.campaign", matches = "true")
    void everyEventThatIsAcknowledgedWhileKafkaIsAwayComesWithKafka() throws Exception {
        Stack.Simulation simulation;
        stack.servers.kafka().killForcibly();
        try {
            simulation = stack.simulate(EVENTS, RATE);
            assertThat(simulation.await()).as("the agent accepts").isZero();
            assertThat(backlog()).as("nothing of it has a receipt").isGreaterThanOrEqualTo(EVENTS);
        } finally {
            stack.servers.kafka().start();
        }
        assertIsThereExactlyOnce(simulation);
    }

    private static void assertIsThereExactlyOnce(Stack.Simulation simulation) throws Exception {
        assertThat(simulation.output()).doesNotContain("Exception in thread");
        Path export = stack.exportWith(simulation.acknowledged());
        ExportCheck check = ExportCheck.of(export, List.of(simulation.acknowledged()));
        assertThat(check.acknowledged()).isGreaterThanOrEqualTo(EVENTS);
        assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
        Stack.Verification verification = stack.verify(export);
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    private static void killAndStart(Victim victim) throws Exception {
        switch (victim) {
            case AGENT -> {
                stack.agent(Stack.WARD).killForcibly();
                stack.startAgent(Stack.WARD);
            }
            case COLLECTOR -> {
                stack.collector().killForcibly();
                stack.startCollector();
            }
            case KAFKA -> {
                stack.servers.kafka().killForcibly();
                stack.servers.kafka().start();
            }
            case OPENSEARCH -> {
                stack.servers.openSearch().killForcibly();
                stack.servers.openSearch().start();
            }
            default -> throw new AssertionError(victim);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Order(2)
    void anEventOfARealClientShowsInTheApi(Way way) throws Exception {
        Tools.need("mosquitto_pub", "mosquitto-clients");
        Tools.need("nc", "netcat-openbsd");
        Tools.need("curl", "curl");
        DemoDevice device = stack.devices.spares().get(0);
        Message message = Message.heartbeat(device.id());
        String output = way.send(stack.agentPorts(Stack.WARD), device, message);
        assertThat(way.isAccepted(output, message)).as(output).isTrue();
        JsonNode event = awaitEvent(message.eventId());
        assertThat(event.path("deviceId").asText()).isEqualTo(device.id());
        assertThat(event.path("source").path("protocol").asText()).isEqualTo(way.protocol.wireName());
    }

    @Test
    @Order(3)
    void theArchiveHoldsWhatTheExportHoldsAndVerifies() throws Exception {
        stack.awaitSettled();
        Path export = stack.export("export-all.ndjson");
        long exported;
        try (Stream<String> lines = Files.lines(export)) {
            exported = lines.count();
        }
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement query = duckdb.createStatement();
                ResultSet rows = query.executeQuery("select count(distinct hash) from read_parquet('"
                        + stack.layout.archive() + "/events/**/*.parquet', union_by_name = true)")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isGreaterThanOrEqualTo(exported);
        }
        Stack.Verification verification = stack.verifyArchive();
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    private static double backlog() throws Exception {
        return stack.probe.metric(stack.addresses.agentStatus(Stack.WARD) + "/metrics", BACKLOG, "");
    }

    private static JsonNode awaitEvent(String eventId) throws Exception {
        String url = stack.addresses.api() + "/v1/events?eventId=" + eventId;
        assertThat(Probe.await(PATIENCE, () -> false, () -> stack.probe.get(url).contains(eventId)))
                .as("the event %s in the API", eventId)
                .isTrue();
        JsonNode events = new ObjectMapper().readTree(stack.probe.get(url)).path("events");
        assertThat(events).hasSize(1);
        return events.get(0).path("event");
    }
}
