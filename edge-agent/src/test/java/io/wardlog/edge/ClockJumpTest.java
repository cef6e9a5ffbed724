package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.event.EventTimes;
import io.wardlog.event.UuidV7;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole agent on a wall clock that somebody sets: order is by number, the jump is on record, and nothing is there twice. */
@Timeout(120)
class ClockJumpTest {

    private static final String STEPPED = "agent.clock_stepped";
    private static final long SECOND = 1_000_000;

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private final SetClock clock = new SetClock();
    private AgentFixture fixture;
    private SigningCollector collector;
    private EdgeAgent agent;
    private TcpDevice pump;

    /** The machine's clocks, of which the wall clock was set by so much. */
    private static final class SetClock implements AgentClock {
        private volatile Duration set = Duration.ZERO;

        @Override
        public Instant now() {
            return AgentClock.system().now().plus(set);
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        void set(Duration by) {
            set = set.plus(by);
        }
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new AgentFixture(directory);
        collector = fixture.collector();
        startAgent();
    }

    private void startAgent() throws Exception {
        agent = new EdgeAgent(
                fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event + cause), clock);
        agent.start();
        pump = new TcpDevice(agent.ports().get("tcp"));
    }

    @AfterEach
    void stop() throws IOException {
        pump.close();
        agent.stop();
        assertThat(faults).isEmpty();
    }

    /** A heartbeat of a pump whose own clock is right for the gateway: it reads what the gateway's does. */
    private String heartbeat(String eventId, Instant eventTime) {
        return "{\"deviceId\":\"" + AgentFixture.PUMP + "\",\"eventType\":\"device.heartbeat\",\"eventId\":\"" + eventId
                + "\",\"eventTime\":\"" + EventTimes.write(eventTime) + "\",\"payload\":{\"status\":\"ok\"}}";
    }

    private static String newId() {
        return UuidV7.next(Instant.now(), ThreadLocalRandom.current()::nextLong);
    }

    private void beat() throws IOException {
        assertThat(pump.send(heartbeat(newId(), clock.now()))).contains("\"status\":\"accepted\"");
    }

    /** All events once those of the pump have arrived; every chain whole, and an event in no chain twice. */
    private List<Event> delivered(int heartbeats) throws InterruptedException {
        collector.await(events -> count(events, "device.heartbeat") >= heartbeats);
        List<Event> events = collector.events();
        assertThat(count(events, "device.heartbeat")).isEqualTo(heartbeats);
        Map<ChainId, ChainHead> heads = new HashMap<>();
        for (Event event : events) {
            ChainId chain = ChainId.of(event);
            ChainHead before = heads.getOrDefault(chain, ChainHead.genesis(chain));
            assertThat(before.isFollowedBy(event.sequenceNumber(), event.prevHash()))
                    .as(event.eventType())
                    .isTrue();
            heads.put(chain, before.next(EventHash.of(event.canonical())));
        }
        return events;
    }

    private static long count(List<Event> events, String type) {
        return events.stream().filter(event -> event.eventType().equals(type)).count();
    }

    private static List<Event> steps(List<Event> events) {
        return events.stream()
                .filter(event -> event.eventType().equals(STEPPED))
                .toList();
    }

    private static Instant time(Event event, String field) {
        return EventTimes.read(event.payload().get(field).textValue()).orElseThrow();
    }

    /** @param late how long the pause before it may have been in which nobody looked at the clock */
    private void assertStep(Event step, Duration by, Duration late) {
        long micros = by.toNanos() / 1_000;
        assertThat(step.payload().get("stepUs").longValue())
                .isBetween(micros - SECOND, micros + late.toNanos() / 1_000 + SECOND);
        assertThat(ChronoUnit.MICROS.between(time(step, "before"), time(step, "after")))
                .isEqualTo(step.payload().get("stepUs").longValue());
        assertThat(step.criticality()).hasToString("HIGH");
        assertThat(step.ingestionTime()).isEqualTo(step.payload().get("after").textValue());
    }

    private void assertJournalVerifies() throws IOException {
        agent.stop();
        assertThat(Journals.verdict(fixture.config().journalDirectory())).isEqualTo(Verdict.VERIFIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT3S", "PT-3S", "PT1H", "PT-1H", "P365D", "P-365D"})
    void aJumpIsRecordedOnceBeforeTheNextEventAndTheChainsGoOn(Duration jump) throws Exception {
        beat();
        clock.set(jump);
        beat();
        beat();
        List<Event> events = delivered(3);
        assertThat(steps(events)).singleElement().satisfies(step -> assertStep(step, jump, Duration.ZERO));
        List<String> types = events.stream().map(Event::eventType).toList();
        assertThat(types)
                .containsSubsequence("device.heartbeat", STEPPED, "device.heartbeat", "device.heartbeat")
                .containsSubsequence(STEPPED, "device.heartbeat", "device.heartbeat");
        assertThat(types.get(types.indexOf(STEPPED) + 1)).isEqualTo("device.heartbeat");
        assertJournalVerifies();
    }

    @Test
    void whatADeviceSendsAgainAfterAJumpIsNotThereTwiceAlsoAfterARestart() throws Exception {
        String unanswered = heartbeat(newId(), clock.now());
        String first = pump.send(unanswered);
        for (Duration jump : List.of(Duration.ofDays(365), Duration.ofDays(-365), Duration.ofDays(2))) {
            clock.set(jump);
            assertThat(pump.send(unanswered)).as("before any other event").isEqualTo(first);
            beat();
            assertThat(pump.send(unanswered)).as("when the step is on record").isEqualTo(first);
            pump.close();
            agent.stop();
            if (jump.isNegative()) {
                Files.delete(fixture.config().snapshotFile()); // the journal alone says it as well
            }
            startAgent();
            assertThat(pump.send(unanswered)).as("after a restart").isEqualTo(first);
        }
        assertThat(steps(delivered(4))).hasSize(3);
        assertJournalVerifies();
    }

    /** A gateway without a battery for its clock starts in the past, until the network says what time it is. */
    @Test
    void aClockThatStartsInThePastAndIsPutRightIsTwoSteps() throws Exception {
        String unanswered = heartbeat(newId(), clock.now());
        String first = pump.send(unanswered);
        pump.close();
        agent.stop();
        Duration past = Duration.between(clock.now(), Instant.parse("1970-01-01T00:00:09Z"));
        clock.set(past);
        startAgent();
        beat();
        assertThat(pump.send(unanswered)).isEqualTo(first);
        clock.set(past.negated());
        assertThat(pump.send(unanswered)).isEqualTo(first);
        beat();
        List<Event> steps = steps(delivered(3));
        assertThat(steps).hasSize(2);
        assertStep(steps.get(0), past, Duration.ofMinutes(1));
        assertStep(steps.get(1), past.negated(), Duration.ZERO);
        assertJournalVerifies();
    }

    @Test
    void aRestartWithoutAJumpRecordsNone() throws Exception {
        beat();
        pump.close();
        agent.stop();
        startAgent();
        beat();
        assertThat(steps(delivered(2))).isEmpty();
    }

    /** Never refused: a gateway with a dead clock must not lose a ward. */
    @Test
    void aTimeFarFromTheGatewaysIsMarkedAndNeverRefused() throws Exception {
        for (Duration off : List.of(Duration.ofMinutes(4), Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
            assertThat(pump.send(heartbeat(newId(), clock.now().plus(off)))).contains("\"status\":\"accepted\"");
        }
        clock.set(Duration.ofDays(-365));
        assertThat(pump.send(heartbeat(newId(), Instant.now()))).contains("\"status\":\"accepted\"");
        beat();
        assertThat(delivered(5).stream()
                        .filter(event -> event.eventType().equals("device.heartbeat"))
                        .map(event -> event.tree().at("/source/clockSuspect").asBoolean()))
                .containsExactly(false, true, true, true, false);
    }

    /** What a device sends under the name of the agent's own event moves no clock. */
    @Test
    void aDeviceCannotSayThatTheClockStepped() throws Exception {
        String unanswered = heartbeat(newId(), clock.now());
        String first = pump.send(unanswered);
        String forged = "{\"deviceId\":\"" + AgentFixture.PUMP + "\",\"eventType\":\"" + STEPPED
                + "\",\"eventTime\":\"" + Instant.now() + "\",\"payload\":{\"stepUs\":-31536000000000,"
                + "\"before\":\"2026-11-26T07:00:00Z\",\"after\":\"2025-11-26T07:00:00Z\"}}";
        assertThat(pump.send(forged)).contains(ErrorCode.EVENT_TYPE_RESERVED.code());
        beat();
        assertThat(pump.send(unanswered)).isEqualTo(first);
        assertThat(steps(delivered(2))).isEmpty();
    }

    @Test
    void aSilenceIsAsLongAsItIsWhateverTheClockSays() throws Exception {
        pump.close();
        agent.stop();
        String config = Files.readString(fixture.configFile);
        Files.writeString(
                fixture.configFile,
                config.replace(
                        "status: {listen: \"127.0.0.1:0\"}",
                        "status: {listen: \"127.0.0.1:0\", deviceSilentAfter: 1h}"));
        startAgent();
        beat();
        clock.set(Duration.ofDays(365));
        assertThat(status()).contains("\"silent\":0");
        clock.set(Duration.ofDays(-730));
        beat();
        assertThat(status()).contains("\"silent\":0");
    }

    private String status() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + "/status");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
