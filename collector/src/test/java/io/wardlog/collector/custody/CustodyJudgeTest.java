package io.wardlog.collector.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead.Status;
import io.wardlog.collector.custody.Judgement.Kind;
import io.wardlog.collector.custody.PaperBatches.Paper;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.collector.topic.Alert;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CustodyJudgeTest {
    private static final AgentEpoch FIRST = PaperBatches.epoch("019a0000-0000-7000-8000-000000000001");
    private static final AgentEpoch SECOND = PaperBatches.epoch("019a0000-0000-7000-8000-000000000002");

    private final MapLedgerStore store = new MapLedgerStore();
    private final CustodyJudge judge = new CustodyJudge(store);
    private final List<Paper> batches = PaperBatches.of(FIRST, 8, Optional.empty());
    private Instant now = Instant.parse("2026-11-02T07:15:00Z");

    @Test
    void batchesInOrderAreRecordedWithoutAnyAlert() {
        for (Paper batch : batches) {
            Judgement judgement = judge(batch);
            assertThat(judgement.kind()).isEqualTo(Kind.RECORDED);
            assertThat(judgement.alerts()).isEmpty();
            assertThat(judgement.brokenChains()).isEmpty();
            assertThat(judgement.standing().status()).isEqualTo(Status.OK);
            assertThat(confirmed(judgement)).isEqualTo(batch.place().sequence());
        }
    }

    @Test
    void aResentBatchChangesNothing() {
        judge(batches.get(0));
        judge(batches.get(1));
        Judgement again = judge(batches.get(0));
        assertThat(again.kind()).isEqualTo(Kind.RESENT);
        assertThat(again.alerts()).isEmpty();
        assertThat(confirmed(again)).isEqualTo(2);
    }

    @Test
    void aGapIsReportedAndTheLateBatchClosesIt() {
        judge(batches.get(0));
        Judgement beyond = judge(batches.get(2));
        assertThat(beyond.kind()).isEqualTo(Kind.RECORDED);
        assertThat(codes(beyond)).containsExactly(ErrorCode.GAP_UNEXPLAINED);
        assertThat(beyond.alerts().get(0).detail()).contains("2 to 2");
        assertThat(beyond.standing().status()).isEqualTo(Status.GAP);
        assertThat(beyond.standing().gaps())
                .containsExactly(new AgentStanding.Gap(2, 2, Optional.of("2026-11-02T07:15:00.000000Z")));
        assertThat(confirmed(beyond)).isEqualTo(1);
        now = now.plusSeconds(5);
        assertThat(judge(batches.get(3)).standing().gaps())
                .isEqualTo(beyond.standing().gaps());
        Judgement late = judge(batches.get(1));
        assertThat(late.kind()).isEqualTo(Kind.RECORDED);
        assertThat(late.alerts()).isEmpty();
        assertThat(late.standing().status()).isEqualTo(Status.OK);
        assertThat(late.standing().gaps()).isEmpty();
        assertThat(confirmed(late)).isEqualTo(4);
    }

    @Test
    void anEpochThatFollowsTheNewestIsNewerAlsoWhenItWasMetBefore() {
        BatchLink end = link(batches.get(7));
        List<Paper> following = PaperBatches.of(SECOND, 3, Optional.of(end));
        judge(following.get(2)); // all before it was lost, and everything is sent again, as far as it can be read
        batches.subList(4, 8).forEach(this::judge);
        Judgement first = judge(following.get(0));
        assertThat(first.standing().epoch()).isEqualTo(SECOND.epoch());
        assertThat(confirmed(first)).isEqualTo(1);
        assertThat(confirmed(judge(following.get(1)))).isEqualTo(3);
    }

    @Test
    void anEpochThatFollowsTheNewestIsNewerAlsoWhenItsFirstBatchIsSentAgain() {
        List<Paper> following = PaperBatches.of(SECOND, 2, Optional.of(link(batches.get(7))));
        judge(following.get(0));
        judge(batches.get(7));
        assertThat(confirmed(judge(following.get(0)))).isEqualTo(1);
        assertThat(judge(batches.get(0)).standing().epoch()).isEqualTo(SECOND.epoch());
    }

    @Test
    void aFalseFirstBatchMakesNoEpochTheNewest() {
        List<Paper> following = PaperBatches.of(SECOND, 1, Optional.of(link(batches.get(7))));
        judge(following.get(0));
        judge(batches.get(0));
        Judgement forked = judge(PaperBatches.forkOf(following.get(0), "another"));
        assertThat(forked.kind()).isEqualTo(Kind.FORK);
        assertThat(forked.standing().epoch()).isEqualTo(FIRST.epoch());
    }

    @Test
    void nothingIsConfirmedWithoutBatchOne() {
        Judgement judgement = judge(batches.get(4));
        assertThat(codes(judgement)).containsExactly(ErrorCode.GAP_UNEXPLAINED);
        assertThat(judgement.standing().confirmed()).isEmpty();
        assertThat(judgement.standing().status()).isEqualTo(Status.GAP);
        assertThat(judgement.standing().gaps())
                .extracting(AgentStanding.Gap::first, AgentStanding.Gap::last)
                .containsExactly(tuple(1L, 4L));
    }

    @Test
    void anotherBatchInATakenPlaceIsAForkOnce() {
        judge(batches.get(0));
        judge(batches.get(1));
        Paper fork = PaperBatches.forkOf(batches.get(1), "other");
        Judgement forked = judge(fork);
        assertThat(forked.kind()).isEqualTo(Kind.FORK);
        assertThat(forked.quarantine()).contains(ErrorCode.FORK);
        assertThat(codes(forked)).containsExactly(ErrorCode.FORK);
        assertThat(forked.standing().status()).isEqualTo(Status.FORK);
        assertThat(judge(fork).kind()).isEqualTo(Kind.RESENT);
        Judgement genuine = judge(batches.get(2));
        assertThat(genuine.kind()).isEqualTo(Kind.RECORDED);
        assertThat(confirmed(genuine)).isEqualTo(3);
        assertThat(genuine.standing().status()).isEqualTo(Status.FORK);
    }

    @Test
    void aBatchThatDoesNotFollowItsPredecessorIsAForkAndLeavesThePlaceFree() {
        judge(batches.get(0));
        judge(PaperBatches.forkOf(batches.get(1), "other"));
        Judgement unlinked = judge(batches.get(2));
        assertThat(unlinked.kind()).isEqualTo(Kind.FORK);
        assertThat(confirmed(unlinked)).isEqualTo(2);
    }

    @Test
    void batchOneMustBeginTheEpoch() {
        Paper second = batches.get(1);
        var wrong = new io.wardlog.batch.BatchPosition(1, second.place().hash(), 0, 2);
        Judgement judgement = judge(
                new Paper(new BatchPlace(FIRST, wrong, Sha256.of(new byte[] {1}), Optional.empty()), second.runs()));
        assertThat(judgement.kind()).isEqualTo(Kind.FORK);
    }

    @Test
    void aBatchOlderThanTheMemoryIsStale() {
        batches.forEach(this::judge);
        now = now.plus(CustodyJudge.MEMORY).plus(Duration.ofHours(1));
        List<Paper> more = PaperBatches.of(FIRST, 12, Optional.empty());
        more.subList(8, 12).forEach(this::judge);
        Judgement stale = judge(batches.get(0));
        assertThat(stale.kind()).isEqualTo(Kind.STALE);
        assertThat(stale.quarantine()).contains(ErrorCode.STALE_BATCH);
        assertThat(stale.standing().status()).isEqualTo(Status.STALE);
        assertThat(judge(more.get(11)).kind()).isEqualTo(Kind.RESENT);
    }

    @Test
    void aBatchThatClosesAnOldGapIsForgottenInItsTime() {
        List<Paper> many = PaperBatches.of(FIRST, 20, Optional.empty());
        judge(many.get(0));
        many.subList(2, 8).forEach(this::judge);
        now = now.plus(CustodyJudge.MEMORY).plusSeconds(1);
        many.subList(8, 12).forEach(this::judge);
        assertThat(judge(many.get(1)).kind()).isEqualTo(Kind.RECORDED);
        assertThat(judge(many.get(1)).kind()).isEqualTo(Kind.RESENT);
        now = now.plus(CustodyJudge.MEMORY).plusSeconds(1);
        many.subList(12, 20).forEach(this::judge);
        assertThat(judge(many.get(1)).kind()).isEqualTo(Kind.STALE);
        assertThat(judge(many.get(11)).kind()).isEqualTo(Kind.STALE);
    }

    @Test
    void aNewEpochThatFollowsTheLastBatchAlertsOnly() {
        judge(batches.get(0));
        judge(batches.get(1));
        var last = new BatchLink(FIRST.epoch(), 2, batches.get(1).place().hash());
        Judgement judgement =
                judge(PaperBatches.of(SECOND, 1, Optional.of(last)).get(0));
        assertThat(judgement.kind()).isEqualTo(Kind.RECORDED);
        assertThat(codes(judgement)).containsExactly(ErrorCode.EPOCH_CHANGED);
        assertThat(judgement.standing().epoch()).isEqualTo(SECOND.epoch());
        assertThat(confirmed(judgement)).isEqualTo(1);
    }

    @Test
    void aNewEpochThatFollowsNothingIsAGap() {
        batches.subList(0, 3).forEach(this::judge);
        var behind = new BatchLink(FIRST.epoch(), 2, batches.get(1).place().hash());
        assertThat(codes(judge(PaperBatches.of(SECOND, 1, Optional.of(behind)).get(0))))
                .containsExactly(ErrorCode.GAP_UNEXPLAINED);
        AgentEpoch third = PaperBatches.epoch("019a0000-0000-7000-8000-000000000003");
        assertThat(codes(judge(PaperBatches.of(third, 1, Optional.empty()).get(0))))
                .containsExactly(ErrorCode.GAP_UNEXPLAINED);
    }

    @Test
    void aChainThatBreaksBetweenBatchesIsQuarantinedAndGoesOn() {
        judge(batches.get(0));
        Paper second = batches.get(1);
        String device = second.runs().keySet().iterator().next();
        Map<String, ChainRun> runs = new HashMap<>(second.runs());
        ChainRun run = runs.get(device);
        runs.put(device, new ChainRun(run.firstNumber(), Sha256.of(), run.lastNumber(), run.lastHash()));
        Judgement broken = judge(new Paper(second.place(), runs));
        assertThat(broken.kind()).isEqualTo(Kind.RECORDED);
        assertThat(broken.brokenChains()).containsOnlyKeys(device);
        assertThat(broken.alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.deviceId()).contains(device));
        batches.subList(2, 8)
                .forEach(batch -> assertThat(judge(batch).brokenChains()).isEmpty());
    }

    @Test
    void aLiarsGapsAreBounded() {
        List<Paper> many = PaperBatches.of(FIRST, 400, Optional.empty());
        Judgement last = null;
        for (int i = 1; i < many.size(); i += 2) {
            last = judge(many.get(i));
        }
        assertThat(last.kind()).isEqualTo(Kind.CROWDED);
        assertThat(last.quarantine()).contains(ErrorCode.GAP_UNEXPLAINED);
        int size = store.size();
        judge(many.get(399));
        assertThat(store.size()).isEqualTo(size);
    }

    private Judgement judge(Paper batch) {
        return judge.judge(batch.place(), batch.runs(), now);
    }

    private static BatchLink link(Paper last) {
        return new BatchLink(
                FIRST.epoch(), last.place().sequence(), last.place().hash());
    }

    private static long confirmed(Judgement judgement) {
        return judgement.standing().confirmed().orElseThrow().batchSequence();
    }

    private static List<ErrorCode> codes(Judgement judgement) {
        return judgement.alerts().stream().map(Alert::code).toList();
    }
}
