package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.BatchLink;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.accept.AcceptPipeline;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Schemas;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.life.BufferLevel;
import io.wardlog.edge.life.OwnTask;
import io.wardlog.edge.life.SealedHeads;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.trace.TraceMemory;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.Event;
import io.wardlog.event.SourceProtocol;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.testkit.LogMemory;
import io.wardlog.trace.Spans;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The agent behind its listeners on a journal of three small files: it fills, says so, and empties itself again. */
@Timeout(120)
class FullJournalTest {

    private static final DeviceIdentity PUMP =
            new DeviceIdentity("pump-7", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());
    private static final long SEGMENT = 4 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private final List<Hash> accepted = new ArrayList<>();
    private AgentFixture fixture;
    private SigningCollector collector;
    private EdgeCore core;
    private Forwarding forwarding;
    private AcceptPipeline pipeline;

    @BeforeEach
    void start() throws Exception {
        fixture = new AgentFixture(directory);
        fixture.tightQuota();
        collector = fixture.collector();
        startCore();
    }

    private void startCore() throws Exception {
        EdgeConfig config = fixture.config();
        EdgeKeys keys = EdgeKeys.read(config);
        forwarding = new Forwarding(config, AgentClock.system(), (event, cause) -> faults.add(event + cause));
        core = new EdgeCore(
                config,
                keys,
                new EdgeCore.Surroundings(
                        AgentClock.system(),
                        (event, cause) -> faults.add(event + cause),
                        new Waking(),
                        forwarding::progress,
                        Schemas.of(SchemaRegistry.builtIn())));
        core.begin().get(10, TimeUnit.SECONDS);
        forwarding.start(
                core,
                keys,
                collector,
                SealedHeads.take(core.writer(), core.journal()).get(10, TimeUnit.SECONDS));
        pipeline = core.pipeline(new EventTracer(Spans.OFF, new TraceMemory(), AgentClock.system()));
    }

    private final class Waking implements WriterObserver {
        @Override
        public void groupSynced(int entries, int events, long bytes, long nanos) {
            // not asked here
        }

        @Override
        public void durableBelow(long ordinal) {
            forwarding.moreIsDurable();
        }
    }

    @AfterEach
    void stop() throws Exception {
        forwarding.stop(PATIENCE);
        core.close(PATIENCE);
        assertThat(faults).isEmpty();
    }

    private static byte[] alarm(String priority) {
        return ("{\"eventType\":\"alarm.raised\",\"eventTime\":\"" + Instant.now() + "\",\"message\":\""
                        + "occlusion ".repeat(100)
                        + "\",\"payload\":{\"alarmId\":\"al-77\",\"condition\":\"occlusion_downstream\","
                        + "\"kind\":\"technical\",\"priority\":\"" + priority + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<Outcome> send(String priority) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        pipeline.accept(Arrival.of(PUMP, SourceProtocol.TCP, alarm(priority)), answer::complete);
        return answer;
    }

    private boolean accepts(CompletableFuture<Outcome> answer) throws Exception {
        Outcome outcome = answer.get(10, TimeUnit.SECONDS);
        assertThat(outcome).isNotInstanceOf(Outcome.Rejected.class);
        if (outcome instanceof Outcome.Accepted kept) {
            accepted.add(kept.hash());
            return true;
        }
        return false;
    }

    /** Until there is no room for ever: busy also means that the next file is being prepared. */
    private void fill(String priority, BufferLevel level) throws Exception {
        do {
            List<CompletableFuture<Outcome>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                answers.add(send(priority));
            }
            for (CompletableFuture<Outcome> answer : answers) {
                accepts(answer);
            }
            core.housekeeping().tick();
        } while (core.housekeeping().level() != level);
        while (accepts(send(priority))) {
            // the level leaves room for one message of the largest size
        }
    }

    @Test
    void itFillsInStepsAndEmptiesItselfWhenTheCollectorIsBack() throws Exception {
        collector.reachable(false);
        fill("low", BufferLevel.CRITICAL_ONLY);
        assertThat(accepts(send("high")))
                .as("the reserve is for what is critical")
                .isTrue();
        fill("high", BufferLevel.FULL);
        assertThat(core.journal().space().usedBytes())
                .isLessThanOrEqualTo(core.journal().space().quotaBytes());

        collector.reachable(true);
        while (!accepts(send("low"))) {
            core.housekeeping().tick(); // learns what is confirmed, and prunes
        }
        assertThat(core.housekeeping().retention().keptFrom()).isPositive();
        checkDelivered();
        assertThat(types()).contains("agent.buffer_pressure", "agent.gap_declared");
        assertThat(logs.values("buffer_pressure", "level")).contains("critical_only", "full");
        assertThat(logs.values("journal_has_no_room", "reason")).contains("quota_reached");
    }

    @Test
    void aFullAgentThatStartsAnewEmptiesItselfToo() throws Exception {
        collector.reachable(false);
        fill("high", BufferLevel.FULL);
        stop();
        startCore();
        assertThat(accepts(send("high")))
                .as("a start has room for one file more")
                .isTrue();
        collector.reachable(true);
        collector.await(events -> events.size() >= accepted.size());
        checkDelivered();
    }

    /** As a service is stopped and started by someone who wonders why it takes nothing. */
    @Test
    void aSecondStartOnAFullQuotaEmptiesItselfToo() throws Exception {
        collector.reachable(false);
        fill("high", BufferLevel.FULL);
        String epoch = core.epochs().current();
        for (int start = 1; start <= 3; start++) {
            core.end().get(10, TimeUnit.SECONDS);
            forwarding.seal(PATIENCE);
            stop();
            startCore();
            assertThat(core.epochs().current()).as("epoch of start %s", start).isEqualTo(epoch);
            fill("high", BufferLevel.FULL); // also what a start has room for: one file, and only once for events
            assertThat(core.journal().space().usedBytes())
                    .as("bytes after start %s", start)
                    .isLessThan(core.journal().space().quotaBytes() + JournalLimits.AT_STARTS * SEGMENT);
        }
        assertThat(logs.values("journal_has_no_room", "reason")).contains("quota_reached");

        collector.reachable(true);
        while (!accepts(send("low"))) {
            core.housekeeping().tick();
        }
        assertThat(core.housekeeping().retention().keptFrom()).isPositive();
        checkDelivered();
        assertThat(collector.contradictions()).isEmpty();
    }

    /** What is smaller than an event may still find room: names until none does. */
    @Test
    void aSessionThatFindsNoRoomIsToldSoAndBeginsWhenThereIsSome() throws Exception {
        Sessions sessions = core.sessions();
        assertThat(begins(sessions, "pump-7/before")).isTrue();
        collector.reachable(false);
        fill("high", BufferLevel.FULL);
        int name = 0;
        while (begins(sessions, "pump-" + name + "/full")) {
            name++;
        }
        assertThat(begins(sessions, "pump-7/before")).as("it is on record").isTrue();
        assertThat(sessions.present("pump-" + name + "/full")).isFalse();

        collector.reachable(true);
        while (!begins(sessions, "pump-" + name + "/full")) {
            core.housekeeping().tick();
        }
        assertThat(sessions.present("pump-" + name + "/full")).isTrue();
        checkDelivered();
    }

    /** Nothing of what waits can be confirmed any more; only what a new epoch holds can be. */
    @Test
    void aFullJournalHasRoomForAnEpochAndEmptiesItselfByIt() throws Exception {
        collector.reachable(false);
        fill("high", BufferLevel.FULL);
        int name = 0;
        while (begins(core.sessions(), "pump-" + name + "/full")) {
            name++; // the agent's own records take what is theirs, too
        }
        String full = core.epochs().current();
        AtomicBoolean refused = new AtomicBoolean();
        BatchLink unknown = new BatchLink(full, 0, Sha256.of());
        core.epochs().endEpoch(core.writer(), LoadedState.Reason.GAP_UNFILLABLE, unknown, () -> refused.set(true));
        new OwnTask(0, group -> {}).submitTo(core.writer()).get(10, TimeUnit.SECONDS);
        assertThat(refused).isFalse();
        String next = core.epochs().current();
        assertThat(next).isNotEqualTo(full);
        assertThat(accepts(send("high"))).isFalse();

        collector.reachable(true);
        while (!accepts(send("low"))) {
            core.housekeeping().tick();
        }
        checkDelivered();
        assertThat(collector.events().stream().map(Event::epoch)).contains(full, next);
    }

    private static boolean begins(Sessions sessions, String clientId) throws Exception {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        sessions.begin(clientId, () -> answer.complete(true), () -> answer.complete(false));
        return answer.get(10, TimeUnit.SECONDS);
    }

    private List<String> types() {
        return collector.events().stream().map(Event::eventType).distinct().toList();
    }

    private void checkDelivered() throws Exception {
        collector.await(events -> events.stream()
                .map(event -> EventHash.of(event.canonical()))
                .toList()
                .containsAll(accepted));
        assertThat(collector.events().stream().map(event -> EventHash.of(event.canonical())))
                .doesNotHaveDuplicates();
    }
}
