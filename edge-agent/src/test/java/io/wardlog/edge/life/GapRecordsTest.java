package io.wardlog.edge.life;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.accept.AcceptParts;
import io.wardlog.edge.accept.AcceptPipeline;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.accept.GapLog;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.accept.Schemas;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.trace.TraceMemory;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.Event;
import io.wardlog.event.EventTimes;
import io.wardlog.event.SourceProtocol;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.trace.Spans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the agent records of what is missing and of its room: messages in, time passes, restarts, and what then stands in the journal. */
class GapRecordsTest {

    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");
    private static final Duration AGES = Duration.ofMinutes(10);

    private final SecureRandom random = new SecureRandom();
    private final SchemaRegistry schemas = SchemaRegistry.builtIn();
    private final OwnEvents own = new OwnEvents(AGENT, schemas, random::nextLong);

    @TempDir
    Path directory;

    private MemoryJournal journal = new MemoryJournal();
    private Instant wall = Instant.parse("2026-11-27T07:00:00Z");
    private Duration uptime = Duration.ofDays(3);
    private long nanos;
    private boolean down;
    private Writer writer;
    private AcceptParts parts;
    private AcceptPipeline pipeline;
    private Housekeeping housekeeping;

    @BeforeEach
    void start() throws Exception {
        journal = journal.reopened();
        down = false;
        LoadedState found = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        Sealer sealer = new Sealer(
                new SealKey(
                        KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic()),
                AGENT.tenantId(),
                AGENT.agentId(),
                random);
        parts = new AcceptParts(
                AGENT,
                Schemas.of(schemas),
                sealer,
                own,
                new AcceptParts.Secrets(random::nextLong, () -> new byte[16], new byte[32]));
        AgentClock clock = clock();
        writer = new Writer(
                new Writer.Parts(journal, found.state(), own, clock, (name, cause) -> down = true, silent()),
                WriterLimits.DEFAULT);
        Epochs epochs = new Epochs(random::nextLong, "1");
        Optional<Absence> away = Absence.before(wall, found.state(), Optional.of(uptime));
        epochs.begin(
                writer,
                found,
                Optional.empty(),
                group -> away.ifPresent(was -> parts.gaps().agentWasAway(group, was.from(), was.cause())));
        writer.writeArrived();
        pipeline = parts.pipeline(writer, clock, epochs::current, new EventTracer(Spans.OFF, new TraceMemory(), clock));
        SnapshotStore snapshots = new SnapshotStore(directory.resolve("snapshot"), new FileChannelDisk());
        housekeeping = new Housekeeping(
                new Housekeeping.Parts(
                        writer, journal, snapshots, parts, clock, work -> writeUntil(work), () -> ForwardProgress.NONE),
                0,
                found.state().pressure());
    }

    private void writeUntil(CompletableFuture<?> work) {
        while (!work.isDone() && !down) {
            writer.writeArrived();
        }
        if (down) {
            work.completeExceptionally(new AssertionError("the agent is down"));
        }
    }

    private AgentClock clock() {
        return new AgentClock() {
            @Override
            public Instant now() {
                return wall;
            }

            @Override
            public long nanoTime() {
                return nanos;
            }
        };
    }

    private static WriterObserver silent() {
        return new WriterObserver() {
            @Override
            public void groupSynced(int entries, int events, long bytes, long nanos) {
                // nobody counts
            }

            @Override
            public void durableBelow(long ordinal) {
                // nobody waits
            }
        };
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private void keepHouse() throws Exception {
        housekeeping.tick();
        writer.writeArrived();
    }

    private void passAndKeepHouse(Duration time) throws Exception {
        pass(time);
        keepHouse();
    }

    private Outcome send(String deviceId, String body) {
        DeviceIdentity device = new DeviceIdentity(deviceId, DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        pipeline.accept(
                Arrival.of(device, SourceProtocol.MQTT, body.getBytes(StandardCharsets.UTF_8)), answer::complete);
        writer.writeArrived();
        return answer.getNow(null);
    }

    private void come(String deviceId, long... numbers) {
        for (long number : numbers) {
            assertThat(send(deviceId, heartbeat(number, "\"ok\""))).isInstanceOf(Outcome.Accepted.class);
        }
    }

    private String heartbeat(long number, String status) {
        return "{\"eventType\":\"device.heartbeat\",\"deviceSequence\":" + number + ",\"eventTime\":\""
                + EventTimes.write(wall) + "\",\"payload\":{\"status\":" + status + "}}";
    }

    private List<JsonNode> recorded(String eventType) throws Exception {
        List<JsonNode> payloads = new ArrayList<>();
        for (JournalEntry raw : journal.entries()) {
            if (Entry.read(raw) instanceof EventEntry entry
                    && Event.read(entry.event()) instanceof Event.Reading.Value value
                    && value.event().eventType().equals(eventType)) {
                assertThat(schemas.find(eventType, 1)
                                .orElseThrow()
                                .checkDisclosed(value.event().tree()))
                        .isEmpty();
                payloads.add(value.event().payload());
            }
        }
        return payloads;
    }

    /** Each record in a line: whose, which numbers or which silence (from and to as minutes behind seven), why. */
    private List<String> gaps() throws Exception {
        List<String> lines = new ArrayList<>();
        for (JsonNode gap : recorded("agent.gap_declared")) {
            JsonNode missing = gap.path("deviceSequence");
            JsonNode silence = gap.path("silence");
            lines.add(gap.path("deviceId").textValue() + " "
                    + (missing.isObject()
                            ? missing.path("first") + "-" + missing.path("last")
                            : minute(silence.path("from")) + ".." + minute(silence.path("to")))
                    + " " + gap.path("cause").textValue());
        }
        return lines;
    }

    private static String minute(JsonNode time) {
        return time.isMissingNode() ? "" : time.textValue().substring(14, 16);
    }

    private List<String> pumpGaps() throws Exception {
        return gaps().stream().filter(line -> line.startsWith("pump")).toList();
    }

    @Test
    void aHoleIsDeclaredOnceWhenNothingFillsItInTime() throws Exception {
        passAndKeepHouse(AGES);
        come("pump-1", 7, 9, 13);
        passAndKeepHouse(GapLog.GRACE.minusSeconds(1));
        assertThat(pumpGaps()).isEmpty();
        passAndKeepHouse(Duration.ofSeconds(1));
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 8-8 unknown", "pump-1 10-12 unknown");
        assertThat(parts.gaps().declared().of(GapCause.UNKNOWN)).isEqualTo(2);
        assertThat(parts.gaps().declared().of("pump-1")).containsExactly(Map.entry(GapCause.UNKNOWN, 2L));
        parts.gaps().declared().retain(List.of("pump-2"));
        assertThat(parts.gaps().declared().of("pump-1")).isEmpty();
        start();
        passAndKeepHouse(AGES);
        come("pump-1", 14);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).hasSize(2);
    }

    @Test
    void whatComesLateIsNoGapAlsoOverARestart() throws Exception {
        passAndKeepHouse(AGES);
        come("pump-1", 1, 3, 6, 2);
        start();
        keepHouse();
        passAndKeepHouse(GapLog.GRACE.minusSeconds(1));
        come("pump-1", 5, 4, 7);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).isEmpty();
    }

    @Test
    void aNumberThatComesWhenItIsDeclaredIsRecordedAndTheRecordStays() throws Exception {
        come("pump-1", 1, 3);
        passAndKeepHouse(AGES);
        come("pump-1", 2, 4);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 2-2 unknown");
    }

    @Test
    void messagesThatWereRefusedForGoodAreWhy() throws Exception {
        come("pump-1", 1);
        for (long number = 2; number <= 4; number++) {
            assertThat(send("pump-1", heartbeat(number, "17"))).isInstanceOf(Outcome.Rejected.class);
        }
        come("pump-1", 5);
        assertThat(send("pump-1", heartbeat(6, "17"))).isInstanceOf(Outcome.Rejected.class);
        come("pump-1", 9);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 2-4 schema_reject", "pump-1 6-8 unknown");
    }

    @Test
    void aConnectionThatEndedIsWhyUntilSomethingIsRecordedBehindIt() throws Exception {
        come("pump-1", 1);
        pipeline.disconnected("pump-1");
        come("pump-1", 4);
        come("pump-1", 6);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 2-3 offline", "pump-1 5-5 unknown");
    }

    @Test
    void aDeviceThatSentTooMuchIsNotSaidToHaveBeenOffline() throws Exception {
        come("pump-1", 1);
        parts.rateLimited("pump-1");
        pipeline.disconnected("pump-1");
        come("pump-1", 4);
        pipeline.disconnected("pump-1");
        parts.rateLimited("pump-1");
        come("pump-1", 6);
        passAndKeepHouse(AGES);
        start();
        parts.rateLimited("pump-1");
        come("pump-1", 9);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 2-3 unknown", "pump-1 5-5 unknown", "pump-1 7-8 unknown");
    }

    @Test
    void aDeviceThatSendsOneRefusedMessageAfterTheOtherIsNotSaidToHaveBeenOffline() throws Exception {
        come("pump-1", 1);
        while (send("pump-1", heartbeat(2, "17")) instanceof Outcome.Rejected) {
            assertThat(down).isFalse();
        }
        pipeline.disconnected("pump-1");
        come("pump-1", 1_000);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 2-999 unknown");
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"BUSY", "NOT_AUTHORIZED"})
    void connectionsThatGiveWayAndSubscriptionsAreNoMessagesThatWereRefused(ErrorCode code) throws Exception {
        come("pump-1", 1);
        for (int i = 0; i < 3; i++) {
            pipeline.refuse(
                    new Refusal(SourceProtocol.MQTT, "10.0.0.1", Optional.of("pump-1"), code, "", new byte[0], 0),
                    () -> {});
            writer.writeArrived();
        }
        come("pump-1", 3);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 2-2 unknown");
    }

    @Test
    void whoIsTurnedAwayForWantOfRoomHasOneRecordWhenItBeginsAndOneWhenItIsOver() throws Exception {
        come("pump-1", 1);
        journal.full(true);
        for (int i = 0; i < 500; i++) {
            pass(Duration.ofMillis(100));
            assertThat(send("pump-1", heartbeat(2, "\"ok\""))).isInstanceOf(Outcome.Busy.class);
            keepHouse();
        }
        assertThat(pumpGaps()).containsExactly("pump-1 00.. disk_full");
        journal.full(false);
        pass(Duration.ofSeconds(15));
        come("pump-1", 4);
        passAndKeepHouse(Duration.ofSeconds(50));
        passAndKeepHouse(AGES);
        assertThat(pumpGaps())
                .containsExactly("pump-1 00.. disk_full", "pump-1 00..00 disk_full", "pump-1 2-3 disk_full");
    }

    @Test
    void aSilenceThatARunLeftOpenIsEndedByTheNext() throws Exception {
        come("pump-1", 1);
        journal.full(true);
        send("pump-1", heartbeat(2, "\"ok\""));
        keepHouse();
        start();
        pass(Duration.ofMinutes(3));
        keepHouse();
        keepHouse();
        start();
        keepHouse();
        assertThat(pumpGaps()).containsExactly("pump-1 00.. disk_full", "pump-1 00..03 disk_full");
    }

    @Test
    void aWardThatIsTurnedAwayIsFewRecords() throws Exception {
        journal.full(true);
        for (int i = 0; i < 1_000; i++) {
            send("pump-" + i, heartbeat(2, "\"ok\""));
        }
        keepHouse();
        keepHouse();
        assertThat(pumpGaps()).hasSize(64);
        assertThat(gaps()).hasSize(65).contains("gateway-1 00.. disk_full");
        journal.full(false);
        passAndKeepHouse(AGES);
        keepHouse();
        assertThat(gaps()).hasSize(2 * 65);
    }

    @Test
    void theFirstStartMissesNothing() throws Exception {
        passAndKeepHouse(AGES);
        assertThat(gaps()).isEmpty();
    }

    @Test
    void eachLaterStartSaysSinceWhenTheAgentWasAwayAndWhy() throws Exception {
        pass(Duration.ofMinutes(1));
        come("pump-1", 1);
        pass(Duration.ofMinutes(2));
        start();
        pass(Duration.ofMinutes(2));
        uptime = Duration.ofSeconds(100);
        start();
        wall = wall.minus(Duration.ofMinutes(4));
        start();
        assertThat(gaps())
                .containsExactly("gateway-1 01..03 offline", "gateway-1 03..05 reboot", "gateway-1 05..01 clock_step");
    }

    @Test
    void theFirstHoleOfARunIsBecauseTheAgentWasAway() throws Exception {
        come("pump-1", 1);
        come("pump-2", 1);
        uptime = Duration.ofSeconds(1);
        pass(Duration.ofMinutes(1));
        start();
        come("pump-1", 5, 7);
        come("pump-2", 2, 4);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).containsExactly("pump-1 2-4 reboot", "pump-1 6-6 unknown", "pump-2 3-3 unknown");
    }

    /** Simulated world 5,016,665: time stood still until the first event of such a run, and there may be none for long. */
    @Test
    void aHoleIsDeclaredAlsoWhenAStartBehindASetClockHadNoRoomToSaySo() throws Exception {
        come("pump-1", 7, 9);
        wall = wall.minus(Duration.ofDays(365));
        journal.spent(true);
        start();
        journal.spent(false);
        passAndKeepHouse(AGES);
        assertThat(gaps()).containsExactly("pump-1 8-8 unknown");
    }

    @ParameterizedTest
    @EnumSource(
            value = MemoryJournal.Failure.class,
            names = {"BEFORE_PERSISTING", "AFTER_PERSISTING"})
    void aRunThatEndsWhileItDeclaresLeavesOneRecord(MemoryJournal.Failure failure) throws Exception {
        come("pump-1", 7, 9);
        pass(AGES);
        journal.failNext(failure);
        try {
            housekeeping.tick();
        } catch (AssertionError expected) {
            assertThat(down).isTrue();
        }
        start();
        passAndKeepHouse(AGES);
        passAndKeepHouse(AGES);
        assertThat(pumpGaps()).hasSize(1).first().asString().startsWith("pump-1 8-8");
    }

    @Test
    void aLevelIsSaidOnceAlsoOverARestart() throws Exception {
        keepHouse();
        journal.full(true);
        keepHouse();
        keepHouse();
        start();
        assertThat(housekeeping.level()).as("before the first look").isEqualTo(BufferLevel.CRITICAL_ONLY);
        keepHouse();
        assertThat(levels()).containsExactly("critical_only");
        journal.full(false);
        start();
        keepHouse();
        keepHouse();
        assertThat(levels()).containsExactly("critical_only", "normal");
    }

    @Test
    void aLevelThatThereWasNoRoomToSayIsSaidWhenThereIs() throws Exception {
        journal.spent(true);
        keepHouse();
        assertThat(housekeeping.level()).isEqualTo(BufferLevel.FULL);
        assertThat(levels()).isEmpty();
        journal.spent(false);
        journal.full(true);
        keepHouse();
        assertThat(levels()).containsExactly("critical_only");
    }

    private List<String> levels() throws Exception {
        return recorded("agent.buffer_pressure").stream()
                .map(payload -> payload.path("level").textValue())
                .toList();
    }
}
