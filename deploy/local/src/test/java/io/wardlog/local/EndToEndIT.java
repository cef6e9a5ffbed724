package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged processes from a bedside message to the API, the archive and a verified export, with each process killed in the middle of a run. One
 * stack for all tests: what an earlier one left is part of what a later one verifies.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EndToEndIT {
    private static final long EVENTS = Long.getLong("wardlog.events", 5_000);
    private static final double RATE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static Stack stack;

    /** What is killed. */
    enum Victim {
        AGENT,
        COLLECTOR,
        KAFKA,
        OPENSEARCH
    }

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(directory);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Victim.class)
    @Order(1)
    void everyAcknowledgedEventIsThereExactlyOnceWhenOneProcessIsKilled(Victim victim) throws Exception {
        Stack.Simulation simulation = stack.simulate(EVENTS, RATE);
        simulation.awaitAcknowledged(EVENTS / 3);
        killAndStart(victim);
        assertThat(simulation.await()).isZero();
        stack.awaitSettled();
        Path export = stack.export("export-" + victim + ".ndjson");
        ExportCheck check = ExportCheck.of(export, List.of(simulation.acknowledged()));
        assertThat(check.acknowledged()).isGreaterThanOrEqualTo(EVENTS);
        assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
        Stack.Verification verification = stack.verify(export.toString());
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    private static void killAndStart(Victim victim) throws Exception {
        switch (victim) {
            case AGENT -> {
                stack.agent().killForcibly();
                stack.startAgent();
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
    @EnumSource(MqttVersion.class)
    @Order(2)
    void anEventOfMosquittoShowsInTheApi(MqttVersion version) throws Exception {
        Tools.need("mosquitto_pub", "mosquitto-clients");
        DemoDevice pump = stack.spare(0);
        String id = eventId();
        Tools.shell(
                "mosquitto_pub -V %s -h 127.0.0.1 -p %d -q 1 -i %s -u %s -P %s -t wardlog/v1/%s/infusion.stopped -m '%s'"
                        .formatted(
                                version.option,
                                stack.agentPorts().mqtt(),
                                pump.id(),
                                pump.id(),
                                pump.password(),
                                pump.id(),
                                "{\"eventId\":\"%s\",\"eventTime\":\"%s\",\"payload\":{\"infusionId\":\"i-1\",\"why\":\"completed\"}}"
                                        .formatted(id, Instant.now())));
        assertThat(awaitEvent(id).path("event").path("source").path("protocol").asText())
                .isEqualTo("mqtt");
    }

    /** What mosquitto_pub speaks. */
    enum MqttVersion {
        V311("mqttv311"),
        V5("mqttv5");

        private final String option;

        MqttVersion(String option) {
            this.option = option;
        }
    }

    @Test
    @Order(2)
    void anEventOfNetcatShowsInTheApi() throws Exception {
        Tools.need("nc", "netcat-openbsd");
        DemoDevice monitor = stack.spare(1);
        String id = eventId();
        String answer = Tools.shell("printf '%%s\\n' '%s' '%s' | nc -w 3 127.0.0.1 %d"
                .formatted(
                        "{\"hello\":{\"deviceId\":\"%s\",\"password\":\"%s\"}}"
                                .formatted(monitor.id(), monitor.password()),
                        ("{\"deviceId\":\"%s\",\"eventType\":\"device.heartbeat\",\"eventId\":\"%s\",\"eventTime\":\"%s\","
                                        + "\"payload\":{\"status\":\"ok\"}}")
                                .formatted(monitor.id(), id, Instant.now()),
                        stack.agentPorts().tcp()));
        assertThat(answer).contains("\"status\":\"accepted\"").contains(id);
        assertThat(awaitEvent(id).path("event").path("deviceId").asText()).isEqualTo(monitor.id());
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
        Stack.Verification verification =
                stack.verify("--archive", stack.layout.archive().toString());
        assertThat(verification.exit()).as(verification.output()).isZero();
    }

    @Test
    @Order(4)
    void oneByteChangedInTheExportIsFound() throws Exception {
        List<String> lines = Files.readAllLines(stack.export("export-tampered.ndjson"));
        int middle = lines.size() / 2;
        String line = lines.get(middle);
        lines.set(middle, line.replaceFirst("\"sequenceNumber\":([0-8])", "\"sequenceNumber\":9"));
        assertThat(lines.get(middle)).isNotEqualTo(line);
        Path changed = Files.write(directory.resolve("changed.ndjson"), lines, StandardCharsets.UTF_8);
        Stack.Verification verification = stack.verify(changed.toString());
        assertThat(verification.exit()).isEqualTo(1);
        assertThat(verification.output()).contains("TAMPERED").contains(Integer.toString(middle + 1));
    }

    private static String eventId() {
        return io.wardlog.event.UuidV7.next(Instant.now(), java.util.concurrent.ThreadLocalRandom.current()::nextLong);
    }

    private static JsonNode awaitEvent(String eventId) throws Exception {
        String url = stack.addresses.api() + "/v1/events?eventId=" + eventId;
        assertThat(Probe.await(PATIENCE, () -> false, () -> stack.probe.get(url).contains(eventId)))
                .as("the event %s in the API", eventId)
                .isTrue();
        JsonNode events = new ObjectMapper().readTree(stack.probe.get(url)).path("events");
        assertThat(events).hasSize(1);
        return events.get(0);
    }
}
