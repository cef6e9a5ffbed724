package io.wardlog.collector.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead.Status;
import io.wardlog.collector.custody.Judgement.Kind;
import io.wardlog.collector.custody.PaperBatches.Paper;
import io.wardlog.hash.Hash;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever order, loss and repetition do to an honest agent's batches, custody ends where the set of batches says. */
class CustodyJudgeProperties {
    private static final AgentEpoch EPOCH = PaperBatches.epoch("019a0000-0000-7000-8000-000000000001");
    private static final int BATCHES = 14;

    @Property(tries = 500)
    void anyOrderLossAndRepetitionEndAsTheSetOfBatchesSays(@ForAll("arrivals") List<Integer> arrivals) {
        List<Paper> batches = PaperBatches.of(EPOCH, BATCHES, Optional.empty());
        CustodyJudge judge = new CustodyJudge(new MapLedgerStore());
        Map<Integer, Integer> recorded = new HashMap<>();
        TreeSet<Integer> seen = new TreeSet<>();
        for (int number : arrivals) {
            Paper batch = batches.get(number - 1);
            Judgement judgement = judge.judge(batch.place(), batch.runs(), Instant.EPOCH);
            assertThat(judgement.quarantine()).isEmpty();
            assertThat(judgement.brokenChains()).isEmpty();
            assertThat(judgement.kind()).isEqualTo(seen.add(number) ? Kind.RECORDED : Kind.RESENT);
            if (judgement.kind() == Kind.RECORDED) {
                recorded.merge(number, 1, Integer::sum);
            }
            assertStanding(judgement, seen);
        }
        assertThat(recorded.values()).allMatch(times -> times == 1);
    }

    @Property(tries = 500)
    void whateverForksComeTheConfirmedHeadNeverGoesBackAndIsARecordedBatch(
            @ForAll("arrivals") List<Integer> arrivals, @ForAll("arrivals") List<Integer> forks) {
        List<Paper> batches = PaperBatches.of(EPOCH, BATCHES, Optional.empty());
        CustodyJudge judge = new CustodyJudge(new MapLedgerStore());
        Set<Hash> recorded = new HashSet<>();
        long confirmed = 0;
        for (int i = 0; i < arrivals.size() + forks.size(); i++) {
            boolean isFork = i % 2 == 0 ? i / 2 < forks.size() : (i - 1) / 2 >= arrivals.size();
            List<Integer> from = isFork ? forks : arrivals;
            Paper honest = batches.get(from.get(i / 2 % from.size()) - 1);
            Paper batch = isFork
                    ? PaperBatches.forkOf(honest, "fork " + honest.place().sequence())
                    : honest;
            Judgement judgement = judge.judge(batch.place(), batch.runs(), Instant.EPOCH);
            if (judgement.kind() == Kind.RECORDED) {
                recorded.add(batch.place().hash());
            }
            Optional<BatchLink> head = judgement.standing().confirmed();
            assertThat(head.map(BatchLink::batchSequence).orElse(0L)).isGreaterThanOrEqualTo(confirmed);
            confirmed = head.map(BatchLink::batchSequence).orElse(0L);
            head.ifPresent(batchLink -> assertThat(recorded).contains(batchLink.batchHash()));
        }
    }

    @Provide
    Arbitrary<List<Integer>> arrivals() {
        return Arbitraries.integers().between(1, BATCHES).list().ofMinSize(1).ofMaxSize(40);
    }

    private static void assertStanding(Judgement judgement, TreeSet<Integer> seen) {
        long prefix = 0;
        while (seen.contains((int) prefix + 1)) {
            prefix++;
        }
        long confirmed = judgement
                .standing()
                .confirmed()
                .map(batch -> batch.batchSequence())
                .orElse(0L);
        assertThat(confirmed).isEqualTo(prefix);
        assertThat(judgement.standing().status()).isEqualTo(prefix == seen.last() ? Status.OK : Status.GAP);
    }
}
