package io.wardlog.collector.custody;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.batch.AgentEpoch;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.OutgoingRecord;
import io.wardlog.collector.topic.Topics;
import io.wardlog.disclosure.SealKey;
import io.wardlog.error.ErrorCode;
import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SilenceWatchTest {
    private static final Instant START = Instant.parse("2026-11-02T07:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MapLedgerStore store = new MapLedgerStore();
    private final TestAgent agent = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private final AgentEpoch epoch = agent.epoch();

    @Test
    void aSilenceIsReportedOnceAndAgainOnlyAfterTheAgentHasBeenHeard() throws Exception {
        SilenceWatch watch = watch(START, agent);
        hear(1, START);
        assertThat(watch.look(store, START.plus(LIMIT))).isEmpty();
        Instant tooLong = START.plus(LIMIT).plusMillis(1);
        List<OutgoingRecord> report = watch.look(store, tooLong);
        assertThat(report).extracting(OutgoingRecord::topic).containsExactly(Topics.ALERTS, Topics.AGENTS);
        JsonNode alert = json(report.get(0));
        assertThat(alert.get("code").asText()).isEqualTo("agent_silent");
        assertThat(alert.get("agentId").asText()).isEqualTo("gateway-1");
        assertThat(alert.get("epoch").asText()).isEqualTo(epoch.epoch());
        JsonNode standing = json(report.get(1));
        assertThat(standing.get("silent").asBoolean()).isTrue();
        assertThat(standing.get("batchSequence").asLong()).isEqualTo(1);
        assertThat(watch.look(store, tooLong.plusSeconds(3600))).isEmpty();
        assertThat(watch(START.plusSeconds(3600), agent).look(store, tooLong.plusSeconds(7200)))
                .as("a restart repeats no report")
                .isEmpty();

        hear(2, tooLong.plusSeconds(7200));
        assertThat(watch.look(store, tooLong.plusSeconds(7300))).hasSize(2);
        assertThat(meters.counter("wardlog.custody.alerts", "code", "agent_silent")
                        .count())
                .isEqualTo(2);
    }

    @Test
    void timeInWhichNobodyListenedIsNobodysSilence() throws Exception {
        hear(1, START);
        Instant restarted = START.plus(Duration.ofDays(2));
        SilenceWatch watch = watch(restarted, agent);
        assertThat(watch.look(store, restarted.plus(LIMIT))).isEmpty();
        assertThat(watch.look(store, restarted.plus(LIMIT).plusMillis(1))).hasSize(2);
    }

    @Test
    void anAgentThatLeftTheRegisterIsNotMissed() throws Exception {
        hear(1, START);
        TestAgent other = TestAgent.create("tenant-a", "hospital-1", "gateway-2", 2);
        assertThat(watch(START, other).look(store, START.plus(Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void anAgentThatIsDecommissionedIsNotMissed() throws Exception {
        hear(1, START);
        RegisteredAgent known = agent.registered();
        RegisteredAgent gone = new RegisteredAgent(
                known.tenantId(),
                known.hospitalId(),
                known.agentId(),
                known.signingKey(),
                known.sanUri(),
                new RegisteredAgent.Life(List.of(), true, Optional.empty()));
        assertThat(watch(START, gone).look(store, START.plus(Duration.ofDays(1))))
                .isEmpty();
    }

    @Test
    void theEndOfASilenceIsTold() throws Exception {
        hear(1, START);
        watch(START, agent).look(store, START.plusSeconds(61));
        Judgement back = hear(2, START.plusSeconds(62));
        assertThat(back.alerts()).extracting(alert -> alert.code()).containsExactly(ErrorCode.AGENT_RECOVERED);
        assertThat(back.standing().silent()).isFalse();
        assertThat(hear(3, START.plusSeconds(63)).alerts()).isEmpty();
    }

    @Test
    void batchesOfEarlierEpochsAreForgottenInTime() throws Exception {
        List<PaperBatches.Paper> old = PaperBatches.of(epoch, 3, Optional.empty());
        old.forEach(paper -> judge(paper, START));
        AgentEpoch next = agent.inNewEpoch(Optional.empty()).epoch();
        Instant much = START.plus(CustodyJudge.MEMORY).plusSeconds(1);
        judge(PaperBatches.of(next, 1, Optional.empty()).get(0), much);
        int before = store.size();
        watch(START, agent).look(store, much);
        assertThat(store.size()).isEqualTo(before - old.size());
        assertThat(new CustodyJudge(store)
                        .judge(old.get(0).place(), old.get(0).runs(), much)
                        .kind())
                .isEqualTo(Judgement.Kind.STALE);
    }

    private Judgement hear(int sequence, Instant at) {
        return judge(PaperBatches.of(epoch, sequence, Optional.empty()).get(sequence - 1), at);
    }

    private Judgement judge(PaperBatches.Paper paper, Instant at) {
        return new CustodyJudge(store).judge(paper.place(), paper.runs(), at);
    }

    private SilenceWatch watch(Instant since, TestAgent registered) throws NoSuchAlgorithmException {
        return watch(since, registered.registered());
    }

    private SilenceWatch watch(Instant since, RegisteredAgent registered) throws NoSuchAlgorithmException {
        SealKey sealKey = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        AgentRegister register = new AgentRegister(List.of(registered), Map.of("tenant-a", sealKey));
        return new SilenceWatch(() -> register, new CustodyMetrics(meters), LIMIT, since);
    }

    private static JsonNode json(OutgoingRecord record) throws IOException {
        return new ObjectMapper().readTree(record.value());
    }
}
